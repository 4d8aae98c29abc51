world 1
about versions that are met
from glibc elf/dl-version.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libv.so
	runpath /d
	requires libv.so V1 V2
elf /d/libv.so
	soname libv.so
	defines V1 V2
ask tree /app
expect
	load libv.so => /d/libv.so by runpath
