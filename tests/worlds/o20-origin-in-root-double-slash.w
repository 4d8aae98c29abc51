world 1
about $ORIGIN of a program in the root directory is /, so that $ORIGIN/d is //d
from glibc elf/dl-origin.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath $ORIGIN/d
elf /d/liba.so
ask tree /app
expect
	load liba.so => //d/liba.so by runpath
