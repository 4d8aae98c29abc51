world 1
about as o03, with a library beside the link that must not be taken
from glibc sysdeps/unix/sysv/linux/dl-origin.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /real/app
	program
	needed liba.so
	runpath $ORIGIN/lib
elf /real/lib/liba.so
elf /usr/bin/lib/liba.so
link /usr/bin/app -> ../../real/app
ask tree /usr/bin/app
expect
	load liba.so => /real/lib/liba.so by runpath
