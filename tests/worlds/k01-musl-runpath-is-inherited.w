world 1
about DT_RUNPATH is inherited as DT_RPATH is
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
	needed libb.so
elf /d/libb.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load libb.so => /d/libb.so by runpath
	open /d/liba.so OK
	open /d/libb.so OK
