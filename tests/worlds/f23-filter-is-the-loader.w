world 1
about a filtee that is the loader
from glibc elf/dl-deps.c, elf/rtld.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
	filter ld-linux-x86-64.so.2
ask tree /app
expect
	load /lib64/ld-linux-x86-64.so.2 => /lib64/ld-linux-x86-64.so.2 by loader
	load liba.so => /d/liba.so by runpath
