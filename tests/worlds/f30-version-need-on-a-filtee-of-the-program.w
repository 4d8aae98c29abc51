world 1
about a version need on the program's filtee finds nothing, but for the program's own
from glibc elf/dl-version.c find_needed
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	filter libflt.so
	needed liba.so
	rpath /d
elf /d/libflt.so
	defines VERS_1
elf /d/liba.so
	requires libflt.so VERS_1
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	stop "Inconsistency detected by ld.so: dl-version.c: 204: _dl_check_map_versions: Assertion `needed != NULL' failed!"
