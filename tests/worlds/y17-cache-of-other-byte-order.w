world 1
about a cache that says it is big-endian
from glibc sysdeps/generic/dl-cache.h cache_file_new_matches_endian
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /usr/lib/liba.so
elf /d/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
	poke 28 03
ask tree /app
expect
	load liba.so => /usr/lib/liba.so by default
