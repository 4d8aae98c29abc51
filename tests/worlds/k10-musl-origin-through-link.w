world 1
about $ORIGIN of the program is where the file really lies
from musl ldso/dynlink.c fixup_rpath
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /real/app
	program
	needed liba.so
	rpath $ORIGIN/d
link /bin/app -> /real/app
elf /real/d/liba.so
ask tree /bin/app
expect
	load liba.so => /real/d/liba.so by rpath
	open /real/d/liba.so OK
