world 1
about DT_NEEDED is met by the DT_SONAME of a loaded file with another name
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libx.so.1
	needed liba.so
	runpath /d
elf /d/libx.so.1
	soname liby.so.9
elf /d/liba.so
	needed liby.so.9
ask tree /app
expect
	load libx.so.1 => /d/libx.so.1 by runpath
	load liba.so => /d/liba.so by runpath
