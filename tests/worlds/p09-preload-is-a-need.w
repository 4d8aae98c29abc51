world 1
about a need of the program that was preloaded: at the preload's place
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /d
elf /d/liba.so
elf /d/libb.so
env LD_PRELOAD=libb.so
ask tree /app
expect
	load libb.so => /d/libb.so by preload
	load liba.so => /d/liba.so by runpath
