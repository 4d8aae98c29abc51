world 1
about another token than $ORIGIN takes the whole rpath away
from musl ldso/dynlink.c fixup_rpath
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d:/e/$LIB
elf /d/liba.so
ask tree /app
expect
	missing liba.so
	warn "Error loading shared library liba.so: No such file or directory (needed by /app)"
	open /etc/ld-musl-x86_64.path ENOENT
	open /lib/liba.so ENOENT
	open /usr/local/lib/liba.so ENOENT
	open /usr/lib/liba.so ENOENT
