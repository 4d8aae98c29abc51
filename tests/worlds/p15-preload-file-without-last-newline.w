world 1
about the last name of /etc/ld.so.preload without a newline behind it
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libp.so
elf /d/libq.so
text /etc/ld.so.preload "libp.so\nlibq.so"
ask tree /app
expect
	load libp.so => /d/libp.so by preload
	load libq.so => /d/libq.so by preload
	load liba.so => /d/liba.so by runpath
