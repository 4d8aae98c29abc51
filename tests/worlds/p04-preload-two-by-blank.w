world 1
about two names in LD_PRELOAD, and the needs of the first
from glibc elf/rtld.c handle_preload_list, elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /e/libp.so
	needed libn.so
	runpath /e
elf /e/libr.so
elf /e/libn.so
env "LD_PRELOAD=/e/libp.so /e/libr.so"
ask tree /app
expect
	load /e/libp.so => /e/libp.so by preload
	load /e/libr.so => /e/libr.so by preload
	load liba.so => /d/liba.so by runpath
	load libn.so => /e/libn.so by runpath
