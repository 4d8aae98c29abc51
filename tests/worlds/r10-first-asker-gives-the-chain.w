world 1
about the chain of a shared dependency starts at the object that asked for it first
from glibc elf/dl-load.c _dl_map_object, l_loader
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	rpath /d
elf /d/liba.so
	needed libx.so
	runpath /e
elf /d/libb.so
	needed libx.so
	rpath /z
elf /e/libx.so
	needed libz1.so
elf /z/libz1.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	load libb.so => /d/libb.so by rpath
	load libx.so => /e/libx.so by runpath
	missing libz1.so
