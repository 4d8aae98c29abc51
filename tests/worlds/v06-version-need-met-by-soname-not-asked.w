world 1
about the DT_SONAME of a library asked for by its path is only a name once somebody has asked for it
from glibc elf/dl-version.c find_needed
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d/libv.so
	requires libv.so V1
elf /d/libv.so
	soname libv.so
	defines V1
ask tree /app
expect
	load /d/libv.so => /d/libv.so by slash
	stop Inconsistency detected by ld.so: dl-version.c: 204: _dl_check_map_versions: Assertion `needed != NULL' failed!
