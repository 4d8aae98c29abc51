world 1
about PT_INTERP that is a symbolic link to the loader
from glibc elf/rtld.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	interp /lib/ld.so.2
	needed liba.so
	needed ld-linux-x86-64.so.2
	runpath /d
link /lib/ld.so.2 -> /lib64/ld-linux-x86-64.so.2
elf /d/liba.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load ld-linux-x86-64.so.2 => /lib/ld.so.2 by loader
