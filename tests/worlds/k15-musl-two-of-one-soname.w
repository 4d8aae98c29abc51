world 1
about two files with one DT_SONAME are both loaded
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	needed libb.so
	rpath /d
elf /d/liba.so
	soname libdup.so
elf /d/libb.so
	soname libdup.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	load libb.so => /d/libb.so by rpath
	open /d/liba.so OK
	open /d/libb.so OK
