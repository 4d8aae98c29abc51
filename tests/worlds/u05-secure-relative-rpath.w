world 1
about set-user-ID: a relative DT_RPATH counts, from the current directory
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath w
elf /home/w/liba.so
cwd /home
secure
ask tree /app
expect
	load liba.so => w/liba.so by rpath
