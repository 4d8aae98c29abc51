world 1
about a file without permission is passed over
from musl ldso/dynlink.c path_open
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d:/e
elf /d/liba.so
	mode 000
elf /e/liba.so
ask tree /app
expect
	load liba.so => /e/liba.so by rpath
	open /d/liba.so EACCES
	open /e/liba.so OK
