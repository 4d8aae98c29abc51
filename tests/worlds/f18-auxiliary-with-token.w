world 1
about $ORIGIN in DT_AUXILIARY
from glibc elf/dl-deps.c expand_dst
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
	auxiliary $ORIGIN/x/libaux.so
elf /d/x/libaux.so
ask tree /app
expect
	load /d/x/libaux.so => /d/x/libaux.so by slash
	load liba.so => /d/liba.so by runpath
