world 1
about $ORIGINx is $ORIGIN and an x
from musl ldso/dynlink.c fixup_rpath
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /o/app
	program
	needed liba.so
	rpath $ORIGINx
elf /ox/liba.so
ask tree /o/app
expect
	load liba.so => /ox/liba.so by rpath
	open /ox/liba.so OK
