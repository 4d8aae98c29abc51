world 1
about the versions of a library that is missing are not checked
from glibc elf/dl-version.c, l_faked
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libv.so
	needed libb.so
	runpath /d
	requires libv.so V1
elf /d/libb.so
ask tree /app
expect
	missing libv.so
	load libb.so => /d/libb.so by runpath
