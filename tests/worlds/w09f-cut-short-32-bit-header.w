world 1
about a 32-bit file of 52 bytes is too short before its class is looked at
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	class 32
	emachine i386
	cut 52
elf /d2/liba.so
ask tree /app
expect
	stop /d1/liba.so: file too short
