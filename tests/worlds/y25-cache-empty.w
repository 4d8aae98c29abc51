world 1
about a cache without entries
from glibc elf/dl-cache.c _dl_load_cache_lookup
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /usr/lib/liba.so
cache /etc/ld.so.cache
ask tree /app
expect
	load liba.so => /usr/lib/liba.so by default
