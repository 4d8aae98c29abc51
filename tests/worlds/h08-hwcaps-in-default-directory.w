world 1
about glibc-hwcaps and the plain directory in the trusted directories, in their order
from glibc elf/dl-hwcaps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /usr/lib/glibc-hwcaps/x86-64-v2/liba.so
elf /lib/liba.so
cpu x86-64-v2
ask tree /app
expect
	load liba.so => /lib/liba.so by default
	open /etc/ld.so.cache ENOENT
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
	open /lib/liba.so OK
