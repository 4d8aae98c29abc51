world 1
about preloads are parted by blanks and colons, and what is missing is passed over in silence
from musl ldso/dynlink.c load_preload
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
elf /p/libp.so
env "LD_PRELOAD= /p/libp.so:libnone.so"
ask tree /app
expect
	load /p/libp.so => /p/libp.so by preload
	load liba.so => /d/liba.so by rpath
	open /p/libp.so OK
	open /etc/ld-musl-x86_64.path ENOENT
	open /lib/libnone.so ENOENT
	open /usr/local/lib/libnone.so ENOENT
	open /usr/lib/libnone.so ENOENT
	open /d/liba.so OK
