world 1
about set-user-ID: a bare LD_PRELOAD from a file that is set-user-ID
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /usr/lib/libp.so
	mode 4755
env LD_PRELOAD=libp.so
secure
ask tree /app
expect
	load libp.so => /usr/lib/libp.so by preload
	load liba.so => /d/liba.so by runpath
