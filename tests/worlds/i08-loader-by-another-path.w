world 1
about the loader by another path than PT_INTERP
from glibc elf/rtld.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d/ld.so
	needed liba.so
	runpath /d
elf /d/liba.so
link /d/ld.so -> /lib64/ld-linux-x86-64.so.2
ask tree /app
expect
	load /d/ld.so => /d/ld.so by slash
	load liba.so => /d/liba.so by runpath
