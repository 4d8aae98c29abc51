world 1
about $ORIGIN of a program in the root directory
from glibc elf/dl-origin.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath $ORIGIN/lib0:$ORIGIN
elf /liba.so
ask tree /app
expect
	load liba.so => /liba.so by runpath
	open //lib0/tls/x86_64/x86_64/liba.so ENOENT
	stat //lib0/tls/x86_64/x86_64 ENOENT
	open //lib0/tls/x86_64/liba.so ENOENT
	stat //lib0/tls/x86_64 ENOENT
	open //lib0/tls/x86_64/liba.so ENOENT
	stat //lib0/tls/x86_64 ENOENT
	open //lib0/tls/liba.so ENOENT
	stat //lib0/tls ENOENT
	open //lib0/x86_64/x86_64/liba.so ENOENT
	stat //lib0/x86_64/x86_64 ENOENT
	open //lib0/x86_64/liba.so ENOENT
	stat //lib0/x86_64 ENOENT
	open //lib0/x86_64/liba.so ENOENT
	stat //lib0/x86_64 ENOENT
	open //lib0/liba.so ENOENT
	stat //lib0 ENOENT
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
	open /liba.so OK
