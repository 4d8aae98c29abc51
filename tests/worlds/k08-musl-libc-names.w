world 1
about names of libc are the loader itself, whatever follows the dot
from musl ldso/dynlink.c load_library reserved
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed libpthread.so.0
	needed libm.so.6
	needed libc.so
	needed libcx.so
	rpath /d
elf /d/libm.so.6
elf /d/libcx.so
ask tree /app
expect
	load libpthread.so.0 => /lib/ld-musl-x86_64.so.1 by loader
	load libcx.so => /d/libcx.so by rpath
	open /d/libcx.so OK
