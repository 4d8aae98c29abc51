world 1
about EI_OSABI of GNU is as good as none
from glibc sysdeps/gnu/ldsodefs.h
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1
elf /d1/liba.so
	osabi 3
ask tree /app
expect
	load liba.so => /d1/liba.so by runpath
