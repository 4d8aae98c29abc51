world 1
about the first asker does not find libx1.so, a later one would; the loader is asked again
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /d
elf /d/liba.so
	needed libx1.so
elf /d/libb.so
	needed libx1.so
	runpath /e
elf /e/libx1.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load libb.so => /d/libb.so by runpath
	missing libx1.so
	load libx1.so => /e/libx1.so by runpath
