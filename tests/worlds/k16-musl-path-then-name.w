world 1
about a file opened by its path has no name until a search meets it
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed /d/libn.so
	needed liba.so
	rpath /e
elf /d/libn.so
elf /e/liba.so
	needed libn.so
	rpath /d
ask tree /app
expect
	load /d/libn.so => /d/libn.so by slash
	load liba.so => /e/liba.so by rpath
	open /d/libn.so OK
	open /e/liba.so OK
	open /d/libn.so OK
