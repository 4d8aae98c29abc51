world 1
about DF_1_NODEFLIB of the program does not bind its libraries
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
	flags_1 nodeflib
elf /d/liba.so
	needed libz.so.1
elf /usr/lib/libz.so.1
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load libz.so.1 => /usr/lib/libz.so.1 by default
