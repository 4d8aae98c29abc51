world 1
about the same file by another name is not mapped twice
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	needed libb.so
	rpath /d
elf /d/liba.so
link /d/libb.so -> liba.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	open /d/liba.so OK
	open /d/libb.so OK
