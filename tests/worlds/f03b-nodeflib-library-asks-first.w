world 1
about the flag of the object that asks counts, not the program's
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /d
elf /d/liba.so
	needed libz.so.1
	flags_1 nodeflib
elf /d/libb.so
	needed libz.so.1
elf /usr/lib/libz.so.1
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load libb.so => /d/libb.so by runpath
	missing libz.so.1
	load libz.so.1 => /usr/lib/libz.so.1 by default
