world 1
about a hard link is the same file too
from glibc elf/dl-load.c _dl_map_object_from_fd
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libp.so.1
	needed libq.so
	runpath /d:/e
elf /d/libp.so.1
hard /e/libq.so -> /d/libp.so.1
ask tree /app
expect
	load libp.so.1 => /d/libp.so.1 by runpath
