world 1
about . and the empty element are two elements
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath .::/d
elf /d/liba.so
dir /w
cwd /w
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	open ./tls/x86_64/x86_64/liba.so ENOENT
	open ./tls/x86_64/liba.so ENOENT
	open ./tls/x86_64/liba.so ENOENT
	open ./tls/liba.so ENOENT
	open ./x86_64/x86_64/liba.so ENOENT
	open ./x86_64/liba.so ENOENT
	open ./x86_64/liba.so ENOENT
	open ./liba.so ENOENT
	open tls/x86_64/x86_64/liba.so ENOENT
	open tls/x86_64/liba.so ENOENT
	open tls/x86_64/liba.so ENOENT
	open tls/liba.so ENOENT
	open x86_64/x86_64/liba.so ENOENT
	open x86_64/liba.so ENOENT
	open x86_64/liba.so ENOENT
	open liba.so ENOENT
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
