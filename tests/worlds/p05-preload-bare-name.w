world 1
about a bare name in LD_PRELOAD is searched as a need of the program
from glibc elf/rtld.c do_preload
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libp.so
env LD_PRELOAD=libp.so
ask tree /app
expect
	load libp.so => /d/libp.so by preload
	load liba.so => /d/liba.so by runpath
