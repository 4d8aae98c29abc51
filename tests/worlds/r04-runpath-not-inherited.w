world 1
about DT_RUNPATH of the program does not serve a library's needs
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
	needed libb.so
elf /d/libb.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	missing libb.so
