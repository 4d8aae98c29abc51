world 1
about as s01, and a file of that name lies on the path
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libx.so.1
	needed liba.so
	runpath /d
elf /d/libx.so.1
	soname liby.so.9
elf /d/liby.so.9
elf /d/liba.so
	needed liby.so.9
	runpath /d
ask tree /app
expect
	load libx.so.1 => /d/libx.so.1 by runpath
	load liba.so => /d/liba.so by runpath
