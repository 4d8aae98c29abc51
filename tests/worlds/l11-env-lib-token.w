world 1
about $LIB in LD_LIBRARY_PATH
from glibc elf/dl-load.c _dl_dst_substitute
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /w/lib/x86_64-linux-gnu/liba.so
env LD_LIBRARY_PATH=/w/$LIB
ask tree /app
expect
	load liba.so => /w/lib/x86_64-linux-gnu/liba.so by env
