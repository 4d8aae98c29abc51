world 1
about a preloaded library with DT_AUXILIARY
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /e/libp.so
	auxiliary libx1.so
	runpath /e
elf /e/libx1.so
env LD_PRELOAD=/e/libp.so
ask tree /app
expect
	load libx1.so => /e/libx1.so by runpath
	load /e/libp.so => /e/libp.so by preload
	load liba.so => /d/liba.so by runpath
