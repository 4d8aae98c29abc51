world 1
about a name that the cache has for a better CPU only
from glibc elf/dl-cache.c search_cache
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /usr/lib/liba.so
elf /d/glibc-hwcaps/x86-64-v3/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/glibc-hwcaps/x86-64-v3/liba.so hwcap=x86-64-v3
cpu x86-64-v2
ask tree /app
expect
	load liba.so => /usr/lib/liba.so by default
