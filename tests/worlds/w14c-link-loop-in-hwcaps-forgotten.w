world 1
about a link loop in glibc-hwcaps is forgotten when the plain directory has no such file
from glibc elf/dl-load.c open_path, errno of the last call
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
link /d1/glibc-hwcaps/x86-64-v2/liba.so -> liba.so
elf /d2/liba.so
cpu x86-64-v2
ask tree /app
expect
	load liba.so => /d2/liba.so by runpath
	open /d1/glibc-hwcaps/x86-64-v2/liba.so ELOOP
	stat /d1/glibc-hwcaps/x86-64-v2 OK
	open /d1/tls/x86_64/x86_64/liba.so ENOENT
	stat /d1/tls/x86_64/x86_64 ENOENT
	open /d1/tls/x86_64/liba.so ENOENT
	stat /d1/tls/x86_64 ENOENT
	open /d1/tls/x86_64/liba.so ENOENT
	stat /d1/tls/x86_64 ENOENT
	open /d1/tls/liba.so ENOENT
	stat /d1/tls ENOENT
	open /d1/x86_64/x86_64/liba.so ENOENT
	stat /d1/x86_64/x86_64 ENOENT
	open /d1/x86_64/liba.so ENOENT
	stat /d1/x86_64 ENOENT
	open /d1/x86_64/liba.so ENOENT
	stat /d1/x86_64 ENOENT
	open /d1/liba.so ENOENT
	stat /d1 OK
	open /d2/glibc-hwcaps/x86-64-v2/liba.so ENOENT
	stat /d2/glibc-hwcaps/x86-64-v2 ENOENT
	open /d2/tls/x86_64/x86_64/liba.so ENOENT
	stat /d2/tls/x86_64/x86_64 ENOENT
	open /d2/tls/x86_64/liba.so ENOENT
	stat /d2/tls/x86_64 ENOENT
	open /d2/tls/x86_64/liba.so ENOENT
	stat /d2/tls/x86_64 ENOENT
	open /d2/tls/liba.so ENOENT
	stat /d2/tls ENOENT
	open /d2/x86_64/x86_64/liba.so ENOENT
	stat /d2/x86_64/x86_64 ENOENT
	open /d2/x86_64/liba.so ENOENT
	stat /d2/x86_64 ENOENT
	open /d2/x86_64/liba.so ENOENT
	stat /d2/x86_64 ENOENT
	open /d2/liba.so OK
