world 1
about the chain of who asked ends at the program: its DT_RPATH is searched once
from glibc elf/dl-load.c _dl_map_object, did_main_map
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath w
elf /w/liba.so
	needed libb.so
	rpath v
dir /v
ask tree /app
expect
	load liba.so => w/liba.so by rpath
	missing libb.so
	open w/tls/x86_64/x86_64/liba.so ENOENT
	open w/tls/x86_64/liba.so ENOENT
	open w/tls/x86_64/liba.so ENOENT
	open w/tls/liba.so ENOENT
	open w/x86_64/x86_64/liba.so ENOENT
	open w/x86_64/liba.so ENOENT
	open w/x86_64/liba.so ENOENT
	open w/liba.so OK
	open v/tls/x86_64/x86_64/libb.so ENOENT
	open v/tls/x86_64/libb.so ENOENT
	open v/tls/x86_64/libb.so ENOENT
	open v/tls/libb.so ENOENT
	open v/x86_64/x86_64/libb.so ENOENT
	open v/x86_64/libb.so ENOENT
	open v/x86_64/libb.so ENOENT
	open v/libb.so ENOENT
	open w/tls/x86_64/x86_64/libb.so ENOENT
	open w/tls/x86_64/libb.so ENOENT
	open w/tls/x86_64/libb.so ENOENT
	open w/tls/libb.so ENOENT
	open w/x86_64/x86_64/libb.so ENOENT
	open w/x86_64/libb.so ENOENT
	open w/x86_64/libb.so ENOENT
	open w/libb.so ENOENT
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
	open /lib/libb.so ENOENT
	stat /lib ENOENT
	open /usr/lib/tls/x86_64/x86_64/libb.so ENOENT
	stat /usr/lib/tls/x86_64/x86_64 ENOENT
	open /usr/lib/tls/x86_64/libb.so ENOENT
	stat /usr/lib/tls/x86_64 ENOENT
	open /usr/lib/tls/x86_64/libb.so ENOENT
	stat /usr/lib/tls/x86_64 ENOENT
	open /usr/lib/tls/libb.so ENOENT
	stat /usr/lib/tls ENOENT
	open /usr/lib/x86_64/x86_64/libb.so ENOENT
	stat /usr/lib/x86_64/x86_64 ENOENT
	open /usr/lib/x86_64/libb.so ENOENT
	stat /usr/lib/x86_64 ENOENT
	open /usr/lib/x86_64/libb.so ENOENT
	stat /usr/lib/x86_64 ENOENT
	open /usr/lib/libb.so ENOENT
	stat /usr/lib ENOENT
