world 1
about neither is the magic
from musl ldso/dynlink.c map_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
	poke 0 00000000
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	open /d/liba.so OK
