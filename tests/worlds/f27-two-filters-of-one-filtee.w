world 1
about two libraries with the same filtee
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	rpath /d
elf /d/liba.so
	filter libf1.so
elf /d/libb.so
	filter libf1.so
elf /d/libf1.so
	filter libg1.so
elf /d/libg1.so
ask tree /app
expect
	load libg1.so => /d/libg1.so by rpath
	load libf1.so => /d/libf1.so by rpath
	load liba.so => /d/liba.so by rpath
	load libb.so => /d/libb.so by rpath
