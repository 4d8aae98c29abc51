world 1
about a cache hit that is a file loaded already is met by its inode
from glibc elf/dl-load.c _dl_map_object_from_fd
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so.1
	needed liba.so.2
elf /d/liba.so.1
link /d/liba.so.2 -> liba.so.1
cache /etc/ld.so.cache
	entry liba.so.1 => /d/liba.so.1
	entry liba.so.2 => /d/liba.so.2
ask tree /app
expect
	load liba.so.1 => /d/liba.so.1 by cache
	open /etc/ld.so.cache OK
	open /d/liba.so.1 OK
	open /d/liba.so.2 OK
