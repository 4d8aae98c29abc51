world 1
about an assertion ends the start also behind a version that is missing
from glibc elf/dl-version.c _dl_check_map_versions
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
	requires liba.so A_2
	requires libstranger.so S_1
elf /d/liba.so
	defines A_1
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn /d/liba.so: version `A_2' not found (required by /app)
	stop Inconsistency detected by ld.so: dl-version.c: 204: _dl_check_map_versions: Assertion `needed != NULL' failed!
