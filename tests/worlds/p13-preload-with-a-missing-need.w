world 1
about a preloaded library whose need is missing: that is no warning but a missing library
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /e/libp.so
	needed libn.so
env LD_PRELOAD=/e/libp.so
ask tree /app
expect
	load /e/libp.so => /e/libp.so by preload
	load liba.so => /d/liba.so by runpath
	missing libn.so
