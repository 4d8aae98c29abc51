world 1
about a glibc-hwcaps directory for a better CPU is not looked at
from glibc elf/dl-hwcaps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/glibc-hwcaps/x86-64-v4/liba.so
cpu x86-64-v3
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
