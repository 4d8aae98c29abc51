world 1
about what was mapped before the loader gives up
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /d
elf /d/liba.so
	needed libc1.so
	runpath /d
elf /d/libb.so
text /d/libc1.so ""
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load libb.so => /d/libb.so by runpath
	stop /d/libc1.so: file too short
