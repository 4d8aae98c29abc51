world 1
about LD_LIBRARY_PATH comes before DT_RPATH
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
elf /e/liba.so
env LD_LIBRARY_PATH=/e
ask tree /app
expect
	load liba.so => /e/liba.so by env
	open /e/liba.so OK
