world 1
about two spellings of one absolute path are one file, found by its inode
from glibc elf/dl-load.c _dl_map_object_from_fd
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d/liba.so
	needed /d/../d//liba.so
elf /d/liba.so
ask tree /app
expect
	load /d/liba.so => /d/liba.so by slash
	open /d/liba.so OK
	open /d/../d//liba.so OK
