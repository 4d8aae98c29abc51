world 1
about set-user-ID: a path in /etc/ld.so.preload is taken, set-user-ID or not
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /e/libp.so
text /etc/ld.so.preload "/e/libp.so\n"
secure
ask tree /app
expect
	load /e/libp.so => /e/libp.so by preload
	load liba.so => /d/liba.so by runpath
