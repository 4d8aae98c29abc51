world 1
about $ORIGIN of a library from glibc-hwcaps is that deep directory
from glibc elf/dl-object.c _dl_new_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/glibc-hwcaps/x86-64-v2/liba.so
	needed libb.so
	runpath $ORIGIN
elf /d/libb.so
elf /d/glibc-hwcaps/x86-64-v2/libb.so
cpu x86-64-v2
ask tree /app
expect
	load liba.so => /d/glibc-hwcaps/x86-64-v2/liba.so by runpath
	load libb.so => /d/glibc-hwcaps/x86-64-v2/libb.so by runpath
