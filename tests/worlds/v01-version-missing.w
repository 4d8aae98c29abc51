world 1
about a version that the library does not define: trace mode warns, a real start stops
from glibc elf/dl-version.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libv.so
	runpath /d
	requires libv.so V2
elf /d/libv.so
	soname libv.so
	defines V1
ask tree /app
expect
	load libv.so => /d/libv.so by runpath
	warn /d/libv.so: version `V2' not found (required by /app)
