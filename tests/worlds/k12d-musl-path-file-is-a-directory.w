world 1
about a path file that cannot be read leaves nothing
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
elf /lib/liba.so
dir /etc/ld-musl-x86_64.path
ask tree /app
expect
	missing liba.so
	warn "Error loading shared library liba.so: Is a directory (needed by /app)"
	open /etc/ld-musl-x86_64.path OK
