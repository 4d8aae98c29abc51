world 1
about missing filtees between needs
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	rpath /d
elf /d/liba.so
	filter libf1.so
	needed libc1.so
	auxiliary libf2.so
elf /d/libb.so
elf /d/libc1.so
ask tree /app
expect
	missing libf1.so
	missing libf2.so
	load liba.so => /d/liba.so by rpath
	load libb.so => /d/libb.so by rpath
	load libc1.so => /d/libc1.so by rpath
