world 1
about the needs of a preloaded library use its own DT_RPATH and then the program's
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
elf /e/libp.so
	needed libn.so
	needed libm1.so
	rpath /e
elf /e/libn.so
elf /d/libm1.so
env LD_PRELOAD=/e/libp.so
ask tree /app
expect
	load /e/libp.so => /e/libp.so by preload
	load liba.so => /d/liba.so by rpath
	load libn.so => /e/libn.so by rpath
	load libm1.so => /d/libm1.so by rpath
