world 1
about ${ORIGIN without its closing brace is no token
from glibc elf/dl-load.c is_dst
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d${ORIGIN
elf /d${ORIGIN/liba.so
ask tree /app
expect
	load liba.so => /d${ORIGIN/liba.so by runpath
