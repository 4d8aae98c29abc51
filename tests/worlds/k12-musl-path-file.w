world 1
about the path file takes the place of the built-in directories; newlines and colons part them
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	needed libb.so
elf /d/liba.so
elf /e/libb.so
text /etc/ld-musl-x86_64.path "/d\n/e:/f\n"
ask tree /app
expect
	load liba.so => /d/liba.so by path-file
	load libb.so => /e/libb.so by path-file
	open /etc/ld-musl-x86_64.path OK
	open /d/liba.so OK
	open /d/libb.so ENOENT
	open /e/libb.so OK
