world 1
about an object with DT_RUNPATH does not use the program's DT_RPATH for its needs
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
	needed libb.so
	runpath /e
elf /d/libb.so
dir /e
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	missing libb.so
