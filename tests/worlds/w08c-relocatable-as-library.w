world 1
about an ET_REL file with the name of the library
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	type rel
elf /d2/liba.so
ask tree /app
expect
	stop /d1/liba.so: only ET_DYN and ET_EXEC can be loaded
