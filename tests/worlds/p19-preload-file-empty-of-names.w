world 1
about /etc/ld.so.preload of a comment only
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
text /etc/ld.so.preload "# nothing here\n"
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
