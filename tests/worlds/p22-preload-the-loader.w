world 1
about the loader itself in LD_PRELOAD is there already
from glibc elf/rtld.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
env LD_PRELOAD=ld-linux-x86-64.so.2
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
