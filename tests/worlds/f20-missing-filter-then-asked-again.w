world 1
about a missing filtee is searched again for each that asks
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	rpath /d
elf /d/liba.so
	filter libflt.so
elf /d/libb.so
	needed libflt.so
ask tree /app
expect
	missing libflt.so
	load liba.so => /d/liba.so by rpath
	load libb.so => /d/libb.so by rpath
	missing libflt.so
