world 1
about the program's own version need on its filtee is met: its scope is looked through, too
from glibc elf/dl-version.c find_needed
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	filter libflt.so
	needed liba.so
	rpath /d
	requires libflt.so VERS_1
elf /d/libflt.so
	defines VERS_1
elf /d/liba.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
