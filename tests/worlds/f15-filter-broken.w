world 1
about a DT_FILTER that is a text file is fatal
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
	filter libflt.so
text /d/libflt.so "hello\n"
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	stop /d/libflt.so: file too short
