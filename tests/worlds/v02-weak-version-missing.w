world 1
about a weak version need that is not met
from glibc elf/dl-version.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libv.so
	runpath /d
	requires libv.so V2 weak
elf /d/libv.so
	soname libv.so
	defines V1
ask tree /app
expect
	load libv.so => /d/libv.so by runpath
	warn /d/libv.so: weak version `V2' not found (required by /app)
