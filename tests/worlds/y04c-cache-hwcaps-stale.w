world 1
about only one candidate of the cache is tried: the best one is gone, the plain one is not asked
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
	entry liba.so => /d/glibc-hwcaps/x86-64-v2/liba.so hwcap=x86-64-v2
cpu x86-64-v2
ask tree /app
expect
	missing liba.so
	open /etc/ld.so.cache OK
	open /d/glibc-hwcaps/x86-64-v2/liba.so ENOENT
	open /lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v2/liba.so ENOENT
	stat /lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v2 ENOENT
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
	open /usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v2/liba.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/glibc-hwcaps/x86-64-v2 ENOENT
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
	open /lib/glibc-hwcaps/x86-64-v2/liba.so ENOENT
	stat /lib/glibc-hwcaps/x86-64-v2 ENOENT
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
	open /usr/lib/glibc-hwcaps/x86-64-v2/liba.so ENOENT
	stat /usr/lib/glibc-hwcaps/x86-64-v2 ENOENT
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
	open /usr/lib/liba.so ENOENT
	stat /usr/lib ENOENT
