world 1
about as s05, but the absolute one has no DT_SONAME: a second copy is loaded
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d1/libn.so
	needed liba.so
	runpath /d2
elf /d1/libn.so
elf /d2/liba.so
	needed libn.so
	runpath /d2
elf /d2/libn.so
ask tree /app
expect
	load /d1/libn.so => /d1/libn.so by slash
	load liba.so => /d2/liba.so by runpath
	load libn.so => /d2/libn.so by runpath
