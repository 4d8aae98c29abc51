world 1
about /etc/ld.so.preload of one name and nothing else
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libp.so
text /etc/ld.so.preload libp.so
ask tree /app
expect
	load libp.so => /d/libp.so by preload
	load liba.so => /d/liba.so by runpath
