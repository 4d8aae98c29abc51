world 1
about an empty last element of LD_LIBRARY_PATH is the current directory
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /w/liba.so
env LD_LIBRARY_PATH=/nonexistent:
cwd /w
ask tree /app
expect
	load liba.so => liba.so by env
