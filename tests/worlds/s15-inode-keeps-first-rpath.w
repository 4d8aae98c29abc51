world 1
about a library found by its inode keeps the place, and the $ORIGIN, of its first path
from glibc elf/dl-load.c _dl_map_object_from_fd
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libp.so.1
	needed /farm/libp.so.1
	runpath /store
elf /store/libp.so.1
	needed libn.so
	runpath $ORIGIN/x
elf /store/x/libn.so
link /farm/libp.so.1 -> /store/libp.so.1
elf /farm/x/libn.so
ask tree /app
expect
	load libp.so.1 => /store/libp.so.1 by runpath
	load libn.so => /store/x/libn.so by runpath
