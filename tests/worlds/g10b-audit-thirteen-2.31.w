world 1
about before 2.32 nobody counts audit modules
from glibc elf/dl-open.c _dl_open, elf/dl-tls.c _dl_tls_static_surplus_init
loader /lib64/ld-linux-x86-64.so.2 glibc 2.31
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libnone.so
env LD_AUDIT=/nowhere/lib0.so:/nowhere/lib1.so:/nowhere/lib2.so:/nowhere/lib3.so:/nowhere/lib4.so:/nowhere/lib5.so:/nowhere/lib6.so:/nowhere/lib7.so:/nowhere/lib8.so:/nowhere/lib9.so:/nowhere/lib10.so:/nowhere/lib11.so:/nowhere/lib12.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object '/nowhere/lib0.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/lib1.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/lib2.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/lib3.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/lib4.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/lib5.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/lib6.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/lib7.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/lib8.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/lib9.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/lib10.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/lib11.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/lib12.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
