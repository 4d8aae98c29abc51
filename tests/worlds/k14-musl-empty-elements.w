world 1
about empty elements are passed over; they are not the current directory
from musl ldso/dynlink.c path_open
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
elf /w/liba.so
env LD_LIBRARY_PATH=:/nowhere::
cwd /w
ask tree /app
expect
	missing liba.so
	warn "Error loading shared library liba.so: No such file or directory (needed by /app)"
	open /nowhere/liba.so ENOENT
	open /etc/ld-musl-x86_64.path ENOENT
	open /lib/liba.so ENOENT
	open /usr/local/lib/liba.so ENOENT
	open /usr/lib/liba.so ENOENT
