world 1
about a filtee that is the program itself, by its DT_SONAME
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	soname libhost.so
	needed liba.so
	runpath /d
elf /d/liba.so
	filter libhost.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
