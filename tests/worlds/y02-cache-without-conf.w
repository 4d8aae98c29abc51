world 1
about a library in the cache, its directory no longer in ld.so.conf
from glibc elf/dl-cache.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
ask tree /app
expect
	load liba.so => /d/liba.so by cache
	open /etc/ld.so.cache OK
	open /d/liba.so OK
