world 1
about a filtee that moves from behind a missing library
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libmiss.so
	needed libb.so
	needed libc1.so
	rpath /d
elf /d/liba.so
elf /d/libb.so
	filter libc1.so
elf /d/libc1.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	missing libmiss.so
	load libc1.so => /d/libc1.so by rpath
	load libb.so => /d/libb.so by rpath
