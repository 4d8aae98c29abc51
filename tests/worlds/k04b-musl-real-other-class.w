world 1
about a real library of another class ends the search for the name
from musl ldso/dynlink.c map_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	needed libb.so
	rpath /d:/e
elf /d/liba.so
	class 32
	emachine i386
elf /e/liba.so
elf /e/libb.so
ask tree /app
expect
	missing liba.so
	load libb.so => /e/libb.so by rpath
	warn "Error loading shared library liba.so: Exec format error (needed by /app)"
	open /d/liba.so OK
	open /d/libb.so ENOENT
	open /e/libb.so OK
