world 1
about the best glibc-hwcaps entry of the cache that the CPU allows
from glibc elf/dl-cache.c search_cache
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
elf /d/glibc-hwcaps/x86-64-v2/liba.so
elf /d/glibc-hwcaps/x86-64-v3/liba.so
elf /d/glibc-hwcaps/x86-64-v4/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
	entry liba.so => /d/glibc-hwcaps/x86-64-v2/liba.so hwcap=x86-64-v2
	entry liba.so => /d/glibc-hwcaps/x86-64-v3/liba.so hwcap=x86-64-v3
	entry liba.so => /d/glibc-hwcaps/x86-64-v4/liba.so hwcap=x86-64-v4
cpu x86-64-v3
ask tree /app
expect
	load liba.so => /d/glibc-hwcaps/x86-64-v3/liba.so by cache
