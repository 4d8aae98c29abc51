world 1
about class and magic are not looked at: the library is read as the loader's own class
from musl ldso/dynlink.c map_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d:/e
elf /d/liba.so
	poke 4 01
elf /e/liba.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	open /d/liba.so OK
