world 1
about DF_1_NODEFLIB and a DT_RPATH
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
	flags_1 nodeflib
elf /d/liba.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
