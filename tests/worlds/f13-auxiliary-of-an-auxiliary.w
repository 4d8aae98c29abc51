world 1
about a filtee with a filtee
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
	auxiliary libx1.so
elf /d/libx1.so
	auxiliary libx2.so
elf /d/libx2.so
ask tree /app
expect
	load libx2.so => /d/libx2.so by rpath
	load libx1.so => /d/libx1.so by rpath
	load liba.so => /d/liba.so by rpath
