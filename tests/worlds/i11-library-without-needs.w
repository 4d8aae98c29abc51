world 1
about a library without DT_NEEDED, given to the loader
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /d/liba.so
	soname liba.so
ask tree /d/liba.so
expect
	statically linked
