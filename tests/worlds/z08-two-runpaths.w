world 1
about two DT_RUNPATH entries: the last one counts
from glibc elf/get-dynamic-info.h
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1
	runpath /d2
elf /d1/liba.so
elf /d2/liba.so
ask tree /app
expect
	load liba.so => /d2/liba.so by runpath
