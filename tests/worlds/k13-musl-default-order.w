world 1
about the built-in directories
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	needed libb.so
elf /usr/local/lib/liba.so
elf /usr/lib/liba.so
elf /usr/lib/libb.so
ask tree /app
expect
	load liba.so => /usr/local/lib/liba.so by default
	load libb.so => /usr/lib/libb.so by default
	open /etc/ld-musl-x86_64.path ENOENT
	open /lib/liba.so ENOENT
	open /usr/local/lib/liba.so OK
	open /lib/libb.so ENOENT
	open /usr/local/lib/libb.so ENOENT
	open /usr/lib/libb.so OK
