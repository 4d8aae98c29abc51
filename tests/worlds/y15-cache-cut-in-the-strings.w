world 1
about a cache that ends within its strings: offsets behind the end are not followed
from glibc elf/dl-cache.c _dl_cache_verify_ptr
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /usr/lib/liba.so
elf /d/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
	cut 73
ask tree /app
expect
	load liba.so => /usr/lib/liba.so by default
