world 1
about a 32-bit big-endian file is of another class first, and so passed over
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	class 32
	data msb
	emachine 20
elf /d2/liba.so
ask tree /app
expect
	load liba.so => /d2/liba.so by runpath
