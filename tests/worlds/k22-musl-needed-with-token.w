world 1
about $ORIGIN means nothing in DT_NEEDED
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed $ORIGIN/d/liba.so
elf /d/liba.so
ask tree /app
expect
	missing $ORIGIN/d/liba.so
	warn "Error loading shared library $ORIGIN/d/liba.so: No such file or directory (needed by /app)"
	open $ORIGIN/d/liba.so ENOENT
