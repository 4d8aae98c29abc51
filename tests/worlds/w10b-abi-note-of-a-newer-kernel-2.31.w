world 1
about the same file is passed over by glibc 2.31
from glibc 2.31 elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.31
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	abi 0 99.0.0
elf /d2/liba.so
ask tree /app
expect
	load liba.so => /d2/liba.so by runpath
