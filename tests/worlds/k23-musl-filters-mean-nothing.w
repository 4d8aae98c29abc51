world 1
about DT_FILTER and DT_AUXILIARY are not looked at
from musl ldso/dynlink.c load_direct_deps
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
	filter libf.so
	auxiliary libx.so
elf /d/libf.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	open /d/liba.so OK
