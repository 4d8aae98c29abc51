world 1
about slashes at the end of an element are taken off
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d///
elf /d/liba.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
