world 1
about the program itself can be loaded again as a library
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed app
	rpath /
ask tree /app
expect
	load app => //app by rpath
	open //app OK
