world 1
about a DT_AUXILIARY that is a text file is ignored
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
	auxiliary libaux.so
	needed libb.so
text /d/libaux.so "hello\n"
elf /d/libb.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	load libb.so => /d/libb.so by rpath
