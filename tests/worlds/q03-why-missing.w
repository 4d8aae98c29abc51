world 1
about a library that nobody can find, asked for by the file name of another that has it as soname
from glibc elf/dl-load.c _dl_map_object
live no `why` has no counterpart in the loader
loader /lib64/ld-linux-x86-64.so.2 glibc 2.41
elf /app
	program
	needed /d/libz.so
	needed libz.so.1
	needed libnone.so
elf /d/libz.so
	soname libz.so.1
ask why /app libz.so.1
expect
	load /d/libz.so => /d/libz.so by slash
	load /lib64/ld-linux-x86-64.so.2 => /lib64/ld-linux-x86-64.so.2 by loader
	missing libnone.so
	edge /app /d/libz.so -> /d/libz.so search
	edge /app libz.so.1 -> /d/libz.so loaded-soname
