world 1
about a preload is not looked for in the program's rpath
from musl ldso/dynlink.c load_preload
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
elf /d/libp.so
env LD_PRELOAD=libp.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	open /etc/ld-musl-x86_64.path ENOENT
	open /lib/libp.so ENOENT
	open /usr/local/lib/libp.so ENOENT
	open /usr/lib/libp.so ENOENT
	open /d/liba.so OK
