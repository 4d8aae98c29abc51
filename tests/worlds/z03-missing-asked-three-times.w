world 1
about a missing library is searched and listed for each that asks
from glibc elf/dl-load.c _dl_map_object, l_faked
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libx.so
	needed libb.so
	needed libx.so
	rpath w
elf /w/liba.so
	needed libx.so
elf /w/libb.so
ask tree /app
expect
	load liba.so => w/liba.so by rpath
	missing libx.so
	load libb.so => w/libb.so by rpath
	missing libx.so
	missing libx.so
