world 1
about a bare LD_PRELOAD that is the DT_SONAME of the program
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	soname libhost.so
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libhost.so
env LD_PRELOAD=libhost.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
