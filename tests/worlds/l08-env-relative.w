world 1
about a relative element of LD_LIBRARY_PATH
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /home/w/liba.so
env LD_LIBRARY_PATH=w
cwd /home
ask tree /app
expect
	load liba.so => w/liba.so by env
