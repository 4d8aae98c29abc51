world 1
about DT_AUXILIARY of a library: loaded, and put before that library
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
	auxiliary libaux.so
elf /d/libaux.so
ask tree /app
expect
	load libaux.so => /d/libaux.so by rpath
	load liba.so => /d/liba.so by rpath
