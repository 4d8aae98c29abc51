world 1
about of two values of a variable the first counts
from musl ldso/dynlink.c getenv
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
elf /first/liba.so
elf /last/liba.so
env LD_LIBRARY_PATH=/first
env LD_LIBRARY_PATH=/last
ask tree /app
expect
	load liba.so => /first/liba.so by env
	open /first/liba.so OK
