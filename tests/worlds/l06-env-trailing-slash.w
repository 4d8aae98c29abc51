world 1
about slashes at the end of an element of LD_LIBRARY_PATH are taken off
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /w/liba.so
env LD_LIBRARY_PATH=/w//
ask tree /app
expect
	load liba.so => /w/liba.so by env
