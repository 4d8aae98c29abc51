world 1
about there are no glibc-hwcaps directories
from musl ldso/dynlink.c path_open
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d
elf /d/glibc-hwcaps/x86-64-v2/liba.so
elf /d/liba.so
cpu x86-64-v2
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	open /d/liba.so OK
