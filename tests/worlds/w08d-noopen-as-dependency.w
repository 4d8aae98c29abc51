world 1
about DF_1_NOOPEN only forbids dlopen
from glibc elf/dl-load.c _dl_map_object_from_fd
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1
elf /d1/liba.so
	flags_1 noopen
ask tree /app
expect
	load liba.so => /d1/liba.so by runpath
