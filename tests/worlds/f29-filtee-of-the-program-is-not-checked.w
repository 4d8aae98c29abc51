world 1
about for the same reason nobody looks at its version needs
from glibc elf/dl-version.c _dl_check_all_versions
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	filter libflt.so
	needed liba.so
	rpath /d
elf /d/libflt.so
	needed liba.so
	requires liba.so VERS_2
elf /d/liba.so
	defines VERS_1
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
