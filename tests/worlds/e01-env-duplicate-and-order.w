world 1
about LD_LIBRARY_PATH with a directory twice, colons and semicolons mixed
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
dir /d1
dir /d2
elf /d3/liba.so
env LD_LIBRARY_PATH=/d1:/d2;/d1/;/d2:/d3
ask tree /app
expect
	load liba.so => /d3/liba.so by env
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
	open /d2/liba.so ENOENT
	stat /d2 OK
	open /d3/tls/x86_64/x86_64/liba.so ENOENT
	stat /d3/tls/x86_64/x86_64 ENOENT
	open /d3/tls/x86_64/liba.so ENOENT
	stat /d3/tls/x86_64 ENOENT
	open /d3/tls/x86_64/liba.so ENOENT
	stat /d3/tls/x86_64 ENOENT
	open /d3/tls/liba.so ENOENT
	stat /d3/tls ENOENT
	open /d3/x86_64/x86_64/liba.so ENOENT
	stat /d3/x86_64/x86_64 ENOENT
	open /d3/x86_64/liba.so ENOENT
	stat /d3/x86_64 ENOENT
	open /d3/x86_64/liba.so ENOENT
	stat /d3/x86_64 ENOENT
	open /d3/liba.so OK
