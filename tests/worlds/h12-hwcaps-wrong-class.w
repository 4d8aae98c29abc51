world 1
about a 32-bit file in glibc-hwcaps is passed over
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/glibc-hwcaps/x86-64-v2/liba.so
	class 32
	emachine i386
cpu x86-64-v2
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
