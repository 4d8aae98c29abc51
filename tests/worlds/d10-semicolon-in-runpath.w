world 1
about DT_RUNPATH is not split at semicolons
from glibc elf/dl-load.c decompose_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /x;/d
elf /d/liba.so
ask tree /app
expect
	missing liba.so
