world 1
about a name found by its inode becomes a name of the loaded library
from glibc elf/dl-load.c _dl_map_object_from_fd
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libp.so.1
	needed libq.so
	needed liba.so
	runpath /d
elf /d/libp.so.1
link /d/libq.so -> libp.so.1
elf /d/liba.so
	needed libq.so
	runpath w
ask tree /app
expect
	load libp.so.1 => /d/libp.so.1 by runpath
	load liba.so => /d/liba.so by runpath
	open /d/tls/x86_64/x86_64/libp.so.1 ENOENT
	stat /d/tls/x86_64/x86_64 ENOENT
	open /d/tls/x86_64/libp.so.1 ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/x86_64/libp.so.1 ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/libp.so.1 ENOENT
	stat /d/tls ENOENT
	open /d/x86_64/x86_64/libp.so.1 ENOENT
	stat /d/x86_64/x86_64 ENOENT
	open /d/x86_64/libp.so.1 ENOENT
	stat /d/x86_64 ENOENT
	open /d/x86_64/libp.so.1 ENOENT
	stat /d/x86_64 ENOENT
	open /d/libp.so.1 OK
	open /d/libq.so OK
	open /d/liba.so OK
