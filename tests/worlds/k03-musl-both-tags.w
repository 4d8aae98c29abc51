world 1
about of two tags DT_RUNPATH counts
from musl ldso/dynlink.c decode_dyn
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d
	runpath /e
elf /d/liba.so
elf /e/liba.so
ask tree /app
expect
	load liba.so => /e/liba.so by runpath
	open /e/liba.so OK
