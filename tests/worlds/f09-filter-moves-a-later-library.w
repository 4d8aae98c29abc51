world 1
about a filtee that stands later in the list already is moved before its filter
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	needed libflt.so
	rpath /d
elf /d/liba.so
elf /d/libb.so
	filter libflt.so
elf /d/libflt.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	load libflt.so => /d/libflt.so by rpath
	load libb.so => /d/libb.so by rpath
