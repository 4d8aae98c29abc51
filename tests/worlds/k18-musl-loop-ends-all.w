world 1
about a loop of links ends the search for the name
from musl ldso/dynlink.c path_open
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d:/e
link /d/liba.so -> liba.so
elf /e/liba.so
ask tree /app
expect
	missing liba.so
	warn "Error loading shared library liba.so: Symbolic link loop (needed by /app)"
	open /d/liba.so ELOOP
