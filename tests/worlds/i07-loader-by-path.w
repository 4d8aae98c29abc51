world 1
about the loader by the path of PT_INTERP
from glibc elf/rtld.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /lib64/ld-linux-x86-64.so.2
	needed liba.so
	runpath /d
elf /d/liba.so
ask tree /app
expect
	load /lib64/ld-linux-x86-64.so.2 => /lib64/ld-linux-x86-64.so.2 by loader
	load liba.so => /d/liba.so by runpath
