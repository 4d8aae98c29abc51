world 1
about a filtee whose own need is missing
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
	auxiliary libx1.so
	runpath /d
elf /d/libx1.so
	needed libnone.so
ask tree /app
expect
	load libx1.so => /d/libx1.so by runpath
	load liba.so => /d/liba.so by runpath
	missing libnone.so
