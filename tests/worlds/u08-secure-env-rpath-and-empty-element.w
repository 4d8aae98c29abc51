world 1
about set-user-ID: an empty element of DT_RUNPATH is still the current directory
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath :/d
elf /home/liba.so
elf /d/liba.so
cwd /home
secure
ask tree /app
expect
	load liba.so => liba.so by runpath
