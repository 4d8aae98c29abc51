world 1
about DT_FILTER of a library: loaded, and put before that library
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
	filter libflt.so
elf /d/libflt.so
ask tree /app
expect
	load libflt.so => /d/libflt.so by rpath
	load liba.so => /d/liba.so by rpath
