world 1
about DT_RPATH of the program also serves a library's needs
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
	needed libb.so
elf /d/libb.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	load libb.so => /d/libb.so by rpath
