world 1
about a program with an interpreter and no DT_NEEDED
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
ask tree /app
expect
	statically linked
