world 1
about an empty DT_RPATH string is no list at all, not the current directory
from glibc elf/dl-load.c decompose_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath ""
elf /w/liba.so
cwd /w
ask tree /app
expect
	missing liba.so
