world 1
about so does a text
from musl ldso/dynlink.c map_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d:/e
text /d/liba.so "INPUT ( liba.so.1 ) and then a good deal more of text, so that it is long enough"
elf /e/liba.so
ask tree /app
expect
	missing liba.so
	warn "Error loading shared library liba.so: Exec format error (needed by /app)"
	open /d/liba.so OK
