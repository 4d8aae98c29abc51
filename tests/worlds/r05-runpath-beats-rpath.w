world 1
about DT_RPATH and DT_RUNPATH in one object: only DT_RUNPATH counts
from glibc elf/get-dynamic-info.h
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d1
	runpath /d2
elf /d1/liba.so
elf /d2/liba.so
ask tree /app
expect
	load liba.so => /d2/liba.so by runpath
