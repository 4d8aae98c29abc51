world 1
about LD_PRELOAD of another copy: the DT_SONAME serves the need, DT_RUNPATH is not asked
from glibc elf/rtld.c do_preload
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libp.so
	runpath /d
elf /d/libp.so
	soname libp.so
elf /e/libp.so
	soname libp.so
env LD_PRELOAD=/e/libp.so
ask tree /app
expect
	load /e/libp.so => /e/libp.so by preload
