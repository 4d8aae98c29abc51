world 1
about an entry with an old hwcap bit that this CPU has not
from glibc elf/dl-cache.c search_cache
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
elf /d/hw/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
	entry liba.so => /d/hw/liba.so hwcap=0x100000
ask tree /app
expect
	load liba.so => /d/liba.so by cache
