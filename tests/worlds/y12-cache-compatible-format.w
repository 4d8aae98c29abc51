world 1
about a cache in the old format with the new one behind it
from glibc elf/dl-cache.c _dl_load_cache_lookup
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
elf /d/glibc-hwcaps/x86-64-v2/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
	entry libb.so => /d/libb.so
	format compat
ask tree /app
expect
	load liba.so => /d/liba.so by cache
