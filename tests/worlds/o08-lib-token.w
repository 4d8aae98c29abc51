world 1
about $LIB on Debian for x86-64
from glibc elf/dl-load.c, DL_DST_LIB
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d/$LIB
elf /d/lib/x86_64-linux-gnu/liba.so
ask tree /app
expect
	load liba.so => /d/lib/x86_64-linux-gnu/liba.so by runpath
