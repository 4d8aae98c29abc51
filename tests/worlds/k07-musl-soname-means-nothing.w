world 1
about DT_SONAME of what is loaded does not serve a request
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	needed libx.so.1
	rpath /d
elf /d/liba.so
	soname libx.so.1
elf /d/libx.so.1
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	load libx.so.1 => /d/libx.so.1 by rpath
	open /d/liba.so OK
	open /d/libx.so.1 OK
