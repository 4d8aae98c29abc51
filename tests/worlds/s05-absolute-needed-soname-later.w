world 1
about an absolute DT_NEEDED, later a bare one that is its DT_SONAME
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d1/libn.so
	needed liba.so
	runpath /d1:/d2
elf /d1/libn.so
	soname libn.so
elf /d1/liba.so
	needed libn.so
	runpath /d2
elf /d2/libn.so
ask tree /app
expect
	load /d1/libn.so => /d1/libn.so by slash
	load liba.so => /d1/liba.so by runpath
