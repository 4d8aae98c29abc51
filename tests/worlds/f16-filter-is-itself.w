world 1
about a library that is its own filtee
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	rpath /d
elf /d/liba.so
	filter liba.so
elf /d/libb.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	load libb.so => /d/libb.so by rpath
