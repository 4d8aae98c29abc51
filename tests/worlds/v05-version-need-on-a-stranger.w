world 1
about a version need on a name that no loaded object has: the loader's assertion fails
from glibc elf/dl-version.c _dl_check_map_versions
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d/libv.so
	requires libv.so V1
elf /d/libv.so
	defines V1
ask tree /app
expect
	load /d/libv.so => /d/libv.so by slash
	stop Inconsistency detected by ld.so: dl-version.c: 204: _dl_check_map_versions: Assertion `needed != NULL' failed!
