world 1
about a directory of the name ends the search for it
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	needed libb.so
	rpath /d:/e
dir /d/liba.so
elf /e/liba.so
elf /e/libb.so
ask tree /app
expect
	missing liba.so
	load libb.so => /e/libb.so by rpath
	warn "Error loading shared library liba.so: Is a directory (needed by /app)"
	open /d/liba.so OK
	open /d/libb.so ENOENT
	open /e/libb.so OK
