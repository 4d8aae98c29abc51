world 1
about versions of two libraries, asked by two objects: in the order of the list
from glibc elf/dl-version.c _dl_check_all_versions
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libv.so
	runpath /d
	requires libv.so V3 V4
elf /d/liba.so
	needed libv.so
	requires libv.so V2
elf /d/libv.so
	soname libv.so
	defines V1
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load libv.so => /d/libv.so by runpath
	warn /d/libv.so: version `V3' not found (required by /app)
	warn /d/libv.so: version `V4' not found (required by /app)
	warn /d/libv.so: version `V2' not found (required by /d/liba.so)
