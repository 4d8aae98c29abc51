world 1
about a cache entry that leads to a 32-bit file is passed over
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /usr/lib/liba.so
elf /d/liba.so
	class 32
	emachine i386
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
ask tree /app
expect
	load liba.so => /usr/lib/liba.so by default
	open /etc/ld.so.cache OK
	open /d/liba.so OK
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
