world 1
about the cache is opened at the first name that needs it, once
from glibc elf/dl-cache.c _dl_load_cache_lookup
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	needed libc1.so
	runpath w
elf /w/liba.so
elf /d/libb.so
elf /d/libc1.so
cache /etc/ld.so.cache
	entry libb.so => /d/libb.so
	entry libc1.so => /d/libc1.so
ask tree /app
expect
	load liba.so => w/liba.so by runpath
	load libb.so => /d/libb.so by cache
	load libc1.so => /d/libc1.so by cache
	open w/tls/x86_64/x86_64/liba.so ENOENT
	open w/tls/x86_64/liba.so ENOENT
	open w/tls/x86_64/liba.so ENOENT
	open w/tls/liba.so ENOENT
	open w/x86_64/x86_64/liba.so ENOENT
	open w/x86_64/liba.so ENOENT
	open w/x86_64/liba.so ENOENT
	open w/liba.so OK
	open w/tls/x86_64/x86_64/libb.so ENOENT
	open w/tls/x86_64/libb.so ENOENT
	open w/tls/x86_64/libb.so ENOENT
	open w/tls/libb.so ENOENT
	open w/x86_64/x86_64/libb.so ENOENT
	open w/x86_64/libb.so ENOENT
	open w/x86_64/libb.so ENOENT
	open w/libb.so ENOENT
	open /etc/ld.so.cache OK
	open /d/libb.so OK
	open w/tls/x86_64/x86_64/libc1.so ENOENT
	open w/tls/x86_64/libc1.so ENOENT
	open w/tls/x86_64/libc1.so ENOENT
	open w/tls/libc1.so ENOENT
	open w/x86_64/x86_64/libc1.so ENOENT
	open w/x86_64/libc1.so ENOENT
	open w/x86_64/libc1.so ENOENT
	open w/libc1.so ENOENT
	open /d/libc1.so OK
