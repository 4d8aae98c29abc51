world 1
about a cache that ends within its entries is no cache
from glibc elf/dl-cache.c _dl_load_cache_lookup
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
elf /usr/lib/liba.so
elf /usr/lib/libb.so
elf /d/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
	entry libb.so => /d/libb.so
	cut 80
ask tree /app
expect
	load liba.so => /usr/lib/liba.so by default
	load libb.so => /usr/lib/libb.so by default
	open /etc/ld.so.cache OK
	open /lib/x86_64-linux-gnu/tls/x86_64/x86_64/liba.so ENOENT
	stat /lib/x86_64-linux-gnu/tls/x86_64/x86_64 ENOENT
	open /lib/x86_64-linux-gnu/tls/x86_64/liba.so ENOENT
	stat /lib/x86_64-linux-gnu/tls/x86_64 ENOENT
	open /lib/x86_64-linux-gnu/tls/x86_64/liba.so ENOENT
	stat /lib/x86_64-linux-gnu/tls/x86_64 ENOENT
	open /lib/x86_64-linux-gnu/tls/liba.so ENOENT
	stat /lib/x86_64-linux-gnu/tls ENOENT
	open /lib/x86_64-linux-gnu/x86_64/x86_64/liba.so ENOENT
	stat /lib/x86_64-linux-gnu/x86_64/x86_64 ENOENT
	open /lib/x86_64-linux-gnu/x86_64/liba.so ENOENT
	stat /lib/x86_64-linux-gnu/x86_64 ENOENT
	open /lib/x86_64-linux-gnu/x86_64/liba.so ENOENT
	stat /lib/x86_64-linux-gnu/x86_64 ENOENT
	open /lib/x86_64-linux-gnu/liba.so ENOENT
	stat /lib/x86_64-linux-gnu ENOENT
	open /usr/lib/x86_64-linux-gnu/tls/x86_64/x86_64/liba.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/tls/x86_64/x86_64 ENOENT
	open /usr/lib/x86_64-linux-gnu/tls/x86_64/liba.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/tls/x86_64 ENOENT
	open /usr/lib/x86_64-linux-gnu/tls/x86_64/liba.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/tls/x86_64 ENOENT
	open /usr/lib/x86_64-linux-gnu/tls/liba.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/tls ENOENT
	open /usr/lib/x86_64-linux-gnu/x86_64/x86_64/liba.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/x86_64/x86_64 ENOENT
	open /usr/lib/x86_64-linux-gnu/x86_64/liba.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/x86_64 ENOENT
	open /usr/lib/x86_64-linux-gnu/x86_64/liba.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/x86_64 ENOENT
	open /usr/lib/x86_64-linux-gnu/liba.so ENOENT
	stat /usr/lib/x86_64-linux-gnu ENOENT
	open /lib/tls/x86_64/x86_64/liba.so ENOENT
	stat /lib/tls/x86_64/x86_64 ENOENT
	open /lib/tls/x86_64/liba.so ENOENT
	stat /lib/tls/x86_64 ENOENT
	open /lib/tls/x86_64/liba.so ENOENT
	stat /lib/tls/x86_64 ENOENT
	open /lib/tls/liba.so ENOENT
	stat /lib/tls ENOENT
	open /lib/x86_64/x86_64/liba.so ENOENT
	stat /lib/x86_64/x86_64 ENOENT
	open /lib/x86_64/liba.so ENOENT
	stat /lib/x86_64 ENOENT
	open /lib/x86_64/liba.so ENOENT
	stat /lib/x86_64 ENOENT
	open /lib/liba.so ENOENT
	stat /lib ENOENT
	open /usr/lib/tls/x86_64/x86_64/liba.so ENOENT
	stat /usr/lib/tls/x86_64/x86_64 ENOENT
	open /usr/lib/tls/x86_64/liba.so ENOENT
	stat /usr/lib/tls/x86_64 ENOENT
	open /usr/lib/tls/x86_64/liba.so ENOENT
	stat /usr/lib/tls/x86_64 ENOENT
	open /usr/lib/tls/liba.so ENOENT
	stat /usr/lib/tls ENOENT
	open /usr/lib/x86_64/x86_64/liba.so ENOENT
	stat /usr/lib/x86_64/x86_64 ENOENT
	open /usr/lib/x86_64/liba.so ENOENT
	stat /usr/lib/x86_64 ENOENT
	open /usr/lib/x86_64/liba.so ENOENT
	stat /usr/lib/x86_64 ENOENT
	open /usr/lib/liba.so OK
	open /usr/lib/libb.so OK
