world 1
about a library that is given to the loader is met by its DT_SONAME
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /d/liba.so
	soname liba.so
	needed libb.so
	runpath /d
elf /d/libb.so
	needed liba.so
	runpath /d
ask tree /d/liba.so
expect
	load libb.so => /d/libb.so by runpath
