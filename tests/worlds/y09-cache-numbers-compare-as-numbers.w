world 1
about libfoo.so.01 in the cache answers for libfoo.so.1
from glibc elf/dl-cache.c _dl_cache_libcmp
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libfoo.so.1
elf /d/libfoo.so.01
cache /etc/ld.so.cache
	entry libfoo.so.01 => /d/libfoo.so.01
ask tree /app
expect
	load libfoo.so.1 => /d/libfoo.so.01 by cache
