world 1
about DT_AUXILIARY is searched as a need of the library that has it
from glibc elf/dl-deps.c openaux
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
	auxiliary libx1.so
	runpath /e
elf /d/libx1.so
elf /e/libx1.so
ask tree /app
expect
	load libx1.so => /e/libx1.so by runpath
	load liba.so => /d/liba.so by runpath
