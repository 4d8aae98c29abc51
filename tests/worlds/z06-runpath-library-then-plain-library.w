world 1
about below a library with DT_RUNPATH the program's DT_RPATH counts again
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
	needed libb.so
	runpath /e
elf /e/libb.so
	needed libc1.so
elf /d/libc1.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	load libb.so => /e/libb.so by runpath
	load libc1.so => /d/libc1.so by rpath
