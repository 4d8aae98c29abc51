world 1
about a file opened by its path does not serve its name
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed /d/libn.so
	needed libn.so
elf /d/libn.so
ask tree /app
expect
	load /d/libn.so => /d/libn.so by slash
	missing libn.so
	warn "Error loading shared library libn.so: No such file or directory (needed by /app)"
	open /d/libn.so OK
	open /etc/ld-musl-x86_64.path ENOENT
	open /lib/libn.so ENOENT
	open /usr/local/lib/libn.so ENOENT
	open /usr/lib/libn.so ENOENT
