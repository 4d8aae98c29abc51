world 1
about a file for another machine in an earlier directory is passed over
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	emachine aarch64
elf /d2/liba.so
ask tree /app
expect
	load liba.so => /d2/liba.so by runpath
