world 1
about DT_RPATH beside DT_RUNPATH is not even a second choice
from glibc elf/get-dynamic-info.h
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d1
	runpath /d2
elf /d1/liba.so
dir /d2
ask tree /app
expect
	missing liba.so
