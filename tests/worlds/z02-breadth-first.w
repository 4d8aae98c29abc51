world 1
about the list is breadth first, each once
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	rpath /d
elf /d/liba.so
	needed libc1.so
	needed libe1.so
elf /d/libb.so
	needed libd1.so
	needed libc1.so
elf /d/libc1.so
	needed libf1.so
elf /d/libd1.so
elf /d/libe1.so
	needed libd1.so
elf /d/libf1.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	load libb.so => /d/libb.so by rpath
	load libc1.so => /d/libc1.so by rpath
	load libe1.so => /d/libe1.so by rpath
	load libd1.so => /d/libd1.so by rpath
	load libf1.so => /d/libf1.so by rpath
