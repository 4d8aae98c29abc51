world 1
about / as an element works as long as the first library is there
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libb.so
	needed liba.so
	runpath /:/d
elf /d/liba.so
elf /libb.so
ask tree /app
expect
	load libb.so => /libb.so by runpath
	load liba.so => /d/liba.so by runpath
