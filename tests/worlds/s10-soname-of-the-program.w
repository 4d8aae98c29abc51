world 1
about DT_NEEDED is met by the DT_SONAME of the program itself
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	soname libhost.so
	needed liba.so
	runpath /d
elf /d/liba.so
	needed libhost.so
elf /d/libhost.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
