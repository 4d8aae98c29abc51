world 1
about a bare LD_PRELOAD found in a trusted directory
from glibc elf/rtld.c do_preload
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /usr/lib/libp.so
env LD_PRELOAD=libp.so
ask tree /app
expect
	load libp.so => /usr/lib/libp.so by preload
	load liba.so => /d/liba.so by runpath
