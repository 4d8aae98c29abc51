world 1
about a plain library in an earlier directory beats glibc-hwcaps in a later one
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /e:/d
elf /e/liba.so
elf /d/glibc-hwcaps/x86-64-v3/liba.so
cpu x86-64-v3
ask tree /app
expect
	load liba.so => /e/liba.so by runpath
