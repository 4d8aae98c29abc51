world 1
about glibc-hwcaps entries of the cache for better CPUs
from glibc elf/dl-cache.c search_cache
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
elf /d/glibc-hwcaps/x86-64-v2/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
	entry liba.so => /d/glibc-hwcaps/x86-64-v2/liba.so hwcap=x86-64-v2
ask tree /app
expect
	load liba.so => /d/liba.so by cache
