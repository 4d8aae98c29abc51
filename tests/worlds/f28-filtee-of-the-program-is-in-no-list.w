world 1
about a filtee of the program stands before the head of the list: who asks for it later loads it again
from glibc elf/dl-deps.c; _ns_loaded
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	filter libflt.so
	needed liba.so
	rpath /d
elf /d/libflt.so
elf /d/liba.so
	needed libflt.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	load libflt.so => /d/libflt.so by rpath
