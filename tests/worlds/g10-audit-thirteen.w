world 1
about thirteen audit modules are one too many, whatever they are
from glibc elf/dl-open.c _dl_open, elf/dl-tls.c _dl_tls_static_surplus_init
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libnone.so
env LD_AUDIT=/nowhere/lib0.so:/nowhere/lib1.so:/nowhere/lib2.so:/nowhere/lib3.so:/nowhere/lib4.so:/nowhere/lib5.so:/nowhere/lib6.so:/nowhere/lib7.so:/nowhere/lib8.so:/nowhere/lib9.so:/nowhere/lib10.so:/nowhere/lib11.so:/nowhere/lib12.so
ask tree /app
expect
	stop Failed loading 13 audit modules, 12 are supported.
	probes none
