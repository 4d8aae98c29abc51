world 1
about an empty name cannot be loaded
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed ""
	needed liba.so
	rpath /d
elf /d/liba.so
ask tree /app
expect
	missing ""
	load liba.so => /d/liba.so by rpath
	warn "Error loading shared library : Invalid argument (needed by /app)"
	open /d/liba.so OK
