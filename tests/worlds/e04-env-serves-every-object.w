world 1
about LD_LIBRARY_PATH serves every object, also one with DT_RUNPATH of its own
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
	needed libb.so
	runpath /e
elf /d/libb.so
elf /e/libb.so
env LD_LIBRARY_PATH=/d
ask tree /app
expect
	load liba.so => /d/liba.so by env
	load libb.so => /d/libb.so by env
