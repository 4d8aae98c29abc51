world 1
about set-user-ID: $ORIGIN of a program that lies in a trusted directory
from glibc elf/dl-load.c is_trusted_path_normalize
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /usr/lib/app/app
	program
	needed liba.so
	runpath $ORIGIN/../app/./
elf /usr/lib/app/liba.so
secure
ask tree /usr/lib/app/app
expect
	load liba.so => /usr/lib/app/../app/./liba.so by runpath
