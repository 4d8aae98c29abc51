world 1
about one name in two directories: what was loaded first serves both
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /d1:/d2
elf /d1/liba.so
	needed libdup.so
	runpath /d1
elf /d1/libdup.so
elf /d2/libb.so
	needed libdup.so
	runpath /d2
elf /d2/libdup.so
ask tree /app
expect
	load liba.so => /d1/liba.so by runpath
	load libb.so => /d2/libb.so by runpath
	load libdup.so => /d1/libdup.so by runpath
