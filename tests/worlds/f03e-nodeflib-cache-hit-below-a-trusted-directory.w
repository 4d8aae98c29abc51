world 1
about DF_1_NODEFLIB drops a cache hit in any directory below a trusted one
from glibc elf/dl-load.c _dl_map_object, memcmp with system_dirs
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	flags_1 nodeflib
elf /usr/lib/deep/er/liba.so
elf /usr/libexec/libb.so
cache /etc/ld.so.cache
	entry liba.so => /usr/lib/deep/er/liba.so
	entry libb.so => /usr/libexec/libb.so
ask tree /app
expect
	missing liba.so
	load libb.so => /usr/libexec/libb.so by cache
