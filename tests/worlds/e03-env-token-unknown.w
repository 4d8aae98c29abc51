world 1
about ${LIBX} in LD_LIBRARY_PATH is no token
from glibc elf/dl-load.c is_dst
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /${LIBX}/liba.so
env LD_LIBRARY_PATH=/${LIBX}
ask tree /app
expect
	load liba.so => /${LIBX}/liba.so by env
