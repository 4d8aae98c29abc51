world 1
about two objects ask for one library; the second has no path of its own to it
from glibc elf/dl-load.c _dl_map_object
live no `why` has no counterpart in the loader
loader /lib64/ld-linux-x86-64.so.2 glibc 2.41
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /d
elf /d/liba.so
	soname liba.so
	needed libb.so
elf /d/libb.so
	soname libb.so
ask why /app libb.so
expect
	load liba.so => /d/liba.so by runpath
	load libb.so => /d/libb.so by runpath
	load /lib64/ld-linux-x86-64.so.2 => /lib64/ld-linux-x86-64.so.2 by loader
	edge /app libb.so -> /d/libb.so search
	edge /d/liba.so libb.so -> /d/libb.so loaded-name
