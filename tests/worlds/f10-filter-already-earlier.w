world 1
about a filtee that stands earlier in the list stays there
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libflt.so
	needed libb.so
	rpath /d
elf /d/libflt.so
elf /d/libb.so
	filter libflt.so
ask tree /app
expect
	load libflt.so => /d/libflt.so by rpath
	load libb.so => /d/libb.so by rpath
