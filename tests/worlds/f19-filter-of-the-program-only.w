world 1
about a program with DT_FILTER and no DT_NEEDED
from glibc elf/rtld.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	filter libflt.so
	rpath /d
elf /d/libflt.so
ask tree /app
expect
	statically linked
