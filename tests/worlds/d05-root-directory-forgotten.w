world 1
about / as an element: after one library is not there, / is thought missing (before glibc 2.38)
from glibc elf/dl-load.c open_path, BZ 30435
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /:/d
elf /d/liba.so
elf /libb.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	missing libb.so
	open /tls/x86_64/x86_64/liba.so ENOENT
	stat /tls/x86_64/x86_64 ENOENT
	open /tls/x86_64/liba.so ENOENT
	stat /tls/x86_64 ENOENT
	open /tls/x86_64/liba.so ENOENT
	stat /tls/x86_64 ENOENT
	open /tls/liba.so ENOENT
	stat /tls ENOENT
	open /x86_64/x86_64/liba.so ENOENT
	stat /x86_64/x86_64 ENOENT
	open /x86_64/liba.so ENOENT
	stat /x86_64 ENOENT
	open /x86_64/liba.so ENOENT
	stat /x86_64 ENOENT
	open /liba.so ENOENT
	stat "" ENOENT
	open /d/tls/x86_64/x86_64/liba.so ENOENT
	stat /d/tls/x86_64/x86_64 ENOENT
	open /d/tls/x86_64/liba.so ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/x86_64/liba.so ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/liba.so ENOENT
	stat /d/tls ENOENT
	open /d/x86_64/x86_64/liba.so ENOENT
	stat /d/x86_64/x86_64 ENOENT
	open /d/x86_64/liba.so ENOENT
	stat /d/x86_64 ENOENT
	open /d/x86_64/liba.so ENOENT
	stat /d/x86_64 ENOENT
	open /d/liba.so OK
	open /d/libb.so ENOENT
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
