world 1
about a library with DF_1_NODEFLIB is served by what the program has loaded
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libz.so.1
	needed liba.so
	runpath /d
elf /d/liba.so
	needed libz.so.1
	flags_1 nodeflib
elf /usr/lib/x86_64-linux-gnu/libz.so.1
ask tree /app
expect
	load libz.so.1 => /usr/lib/x86_64-linux-gnu/libz.so.1 by default
	load liba.so => /d/liba.so by runpath
