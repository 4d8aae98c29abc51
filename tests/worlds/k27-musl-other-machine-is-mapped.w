world 1
about the machine is not looked at
from musl ldso/dynlink.c map_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
	emachine aarch64
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	open /d/liba.so OK
