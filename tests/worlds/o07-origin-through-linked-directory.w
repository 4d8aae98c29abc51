world 1
about $ORIGIN of a program below a linked directory is that of the real directory
from glibc sysdeps/unix/sysv/linux/dl-origin.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /realdir/app
	program
	needed liba.so
	runpath $ORIGIN/lib
elf /realdir/lib/liba.so
link /linkdir -> realdir
ask tree /linkdir/app
expect
	load liba.so => /realdir/lib/liba.so by runpath
