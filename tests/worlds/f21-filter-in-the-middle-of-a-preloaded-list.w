world 1
about a filtee that was preloaded stays before its filter
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
	filter libflt.so
	runpath /d
elf /d/libflt.so
env LD_PRELOAD=libflt.so
ask tree /app
expect
	load libflt.so => /d/libflt.so by preload
	load liba.so => /d/liba.so by runpath
