world 1
about DT_RUNPATH in the program, DT_RPATH in the library: the library's serves its needs
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
	needed libb.so
	rpath /e
elf /e/libb.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load libb.so => /e/libb.so by rpath
