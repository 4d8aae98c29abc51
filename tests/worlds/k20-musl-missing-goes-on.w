world 1
about what is missing is told, and the others are still loaded
from musl ldso/dynlink.c load_direct_deps
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed libnone.so
	needed liba.so
	rpath /d
elf /d/liba.so
	needed libno.so
ask tree /app
expect
	missing libnone.so
	load liba.so => /d/liba.so by rpath
	missing libno.so
	warn "Error loading shared library libnone.so: No such file or directory (needed by /app)"
	warn "Error loading shared library libno.so: No such file or directory (needed by /d/liba.so)"
	open /d/libnone.so ENOENT
	open /etc/ld-musl-x86_64.path ENOENT
	open /lib/libnone.so ENOENT
	open /usr/local/lib/libnone.so ENOENT
	open /usr/lib/libnone.so ENOENT
	open /d/liba.so OK
	open /d/libno.so ENOENT
	open /lib/libno.so ENOENT
	open /usr/local/lib/libno.so ENOENT
	open /usr/lib/libno.so ENOENT
