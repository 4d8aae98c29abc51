world 1
about a trusted directory in DT_RUNPATH is the same element
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /usr/lib/
elf /usr/lib/liba.so
elf /lib/libb.so
ask tree /app
expect
	load liba.so => /usr/lib/liba.so by runpath
	load libb.so => /lib/libb.so by default
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
	open /usr/lib/libb.so ENOENT
	open /etc/ld.so.cache ENOENT
	open /lib/x86_64-linux-gnu/tls/x86_64/x86_64/libb.so ENOENT
	stat /lib/x86_64-linux-gnu/tls/x86_64/x86_64 ENOENT
	open /lib/x86_64-linux-gnu/tls/x86_64/libb.so ENOENT
	stat /lib/x86_64-linux-gnu/tls/x86_64 ENOENT
	open /lib/x86_64-linux-gnu/tls/x86_64/libb.so ENOENT
	stat /lib/x86_64-linux-gnu/tls/x86_64 ENOENT
	open /lib/x86_64-linux-gnu/tls/libb.so ENOENT
	stat /lib/x86_64-linux-gnu/tls ENOENT
	open /lib/x86_64-linux-gnu/x86_64/x86_64/libb.so ENOENT
	stat /lib/x86_64-linux-gnu/x86_64/x86_64 ENOENT
	open /lib/x86_64-linux-gnu/x86_64/libb.so ENOENT
	stat /lib/x86_64-linux-gnu/x86_64 ENOENT
	open /lib/x86_64-linux-gnu/x86_64/libb.so ENOENT
	stat /lib/x86_64-linux-gnu/x86_64 ENOENT
	open /lib/x86_64-linux-gnu/libb.so ENOENT
	stat /lib/x86_64-linux-gnu ENOENT
	open /usr/lib/x86_64-linux-gnu/tls/x86_64/x86_64/libb.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/tls/x86_64/x86_64 ENOENT
	open /usr/lib/x86_64-linux-gnu/tls/x86_64/libb.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/tls/x86_64 ENOENT
	open /usr/lib/x86_64-linux-gnu/tls/x86_64/libb.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/tls/x86_64 ENOENT
	open /usr/lib/x86_64-linux-gnu/tls/libb.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/tls ENOENT
	open /usr/lib/x86_64-linux-gnu/x86_64/x86_64/libb.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/x86_64/x86_64 ENOENT
	open /usr/lib/x86_64-linux-gnu/x86_64/libb.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/x86_64 ENOENT
	open /usr/lib/x86_64-linux-gnu/x86_64/libb.so ENOENT
	stat /usr/lib/x86_64-linux-gnu/x86_64 ENOENT
	open /usr/lib/x86_64-linux-gnu/libb.so ENOENT
	stat /usr/lib/x86_64-linux-gnu ENOENT
	open /lib/tls/x86_64/x86_64/libb.so ENOENT
	stat /lib/tls/x86_64/x86_64 ENOENT
	open /lib/tls/x86_64/libb.so ENOENT
	stat /lib/tls/x86_64 ENOENT
	open /lib/tls/x86_64/libb.so ENOENT
	stat /lib/tls/x86_64 ENOENT
	open /lib/tls/libb.so ENOENT
	stat /lib/tls ENOENT
	open /lib/x86_64/x86_64/libb.so ENOENT
	stat /lib/x86_64/x86_64 ENOENT
	open /lib/x86_64/libb.so ENOENT
	stat /lib/x86_64 ENOENT
	open /lib/x86_64/libb.so ENOENT
	stat /lib/x86_64 ENOENT
	open /lib/libb.so OK
