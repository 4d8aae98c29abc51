world 1
about an empty path file leaves nothing
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
elf /lib/liba.so
text /etc/ld-musl-x86_64.path ""
ask tree /app
expect
	missing liba.so
	warn "Error loading shared library liba.so: No error information (needed by /app)"
	open /etc/ld-musl-x86_64.path OK
