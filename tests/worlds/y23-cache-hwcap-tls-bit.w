world 1
about an entry with the old tls bit is taken (glibc 2.36)
from glibc elf/dl-cache.c search_cache, _DL_HWCAP_TLS_MASK
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
elf /d/tls/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
	entry liba.so => /d/tls/liba.so hwcap=0x8000000000000000
ask tree /app
expect
	load liba.so => /d/tls/liba.so by cache
