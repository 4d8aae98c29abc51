world 1
about $ORIGIN of a library is the directory of the path it was found by
from musl ldso/dynlink.c fixup_rpath
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /l
elf /real/liba.so
	needed libb.so
	rpath $ORIGIN
link /l/liba.so -> /real/liba.so
elf /l/libb.so
ask tree /app
expect
	load liba.so => /l/liba.so by rpath
	load libb.so => /l/libb.so by rpath
	open /l/liba.so OK
	open /l/libb.so OK
