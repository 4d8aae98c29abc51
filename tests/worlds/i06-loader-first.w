world 1
about the loader as the first need
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed ld-linux-x86-64.so.2
	needed liba.so
	runpath /d
elf /d/liba.so
ask tree /app
expect
	load ld-linux-x86-64.so.2 => /lib64/ld-linux-x86-64.so.2 by loader
	load liba.so => /d/liba.so by runpath
