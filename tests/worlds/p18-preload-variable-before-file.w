world 1
about LD_PRELOAD comes before /etc/ld.so.preload
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libp.so
elf /d/libq.so
text /etc/ld.so.preload "libp.so\n"
env LD_PRELOAD=libq.so
ask tree /app
expect
	load libq.so => /d/libq.so by preload
	load libp.so => /d/libp.so by preload
	load liba.so => /d/liba.so by runpath
