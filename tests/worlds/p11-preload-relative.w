world 1
about a relative LD_PRELOAD
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /w/libp.so
env LD_PRELOAD=./libp.so
cwd /w
ask tree /app
expect
	load ./libp.so => ./libp.so by preload
	load liba.so => /d/liba.so by runpath
