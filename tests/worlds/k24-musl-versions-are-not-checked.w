world 1
about a version that is not there is not missed
from musl ldso/dynlink.c 
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	rpath /d
	requires liba.so A_2
elf /d/liba.so
	defines A_1
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	open /d/liba.so OK
