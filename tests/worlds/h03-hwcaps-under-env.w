world 1
about glibc-hwcaps below a directory of LD_LIBRARY_PATH
from glibc elf/dl-hwcaps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
elf /d/glibc-hwcaps/x86-64-v2/liba.so
env LD_LIBRARY_PATH=/d
cpu x86-64-v2
ask tree /app
expect
	load liba.so => /d/glibc-hwcaps/x86-64-v2/liba.so by env
	open /d/glibc-hwcaps/x86-64-v2/liba.so OK
