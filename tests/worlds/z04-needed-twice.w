world 1
about a name twice in one object
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed liba.so
	runpath /d
elf /d/liba.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
