world 1
about and one that is shorter than a header
from musl ldso/dynlink.c map_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d:/e
text /d/liba.so hello
elf /e/liba.so
ask tree /app
expect
	missing liba.so
	warn "Error loading shared library liba.so: Exec format error (needed by /app)"
	open /d/liba.so OK
