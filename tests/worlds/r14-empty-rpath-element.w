world 1
about an empty element of DT_RPATH is the current directory
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath :/nonexistent
elf /w/liba.so
cwd /w
ask tree /app
expect
	load liba.so => liba.so by rpath
	open tls/x86_64/x86_64/liba.so ENOENT
	open tls/x86_64/liba.so ENOENT
	open tls/x86_64/liba.so ENOENT
	open tls/liba.so ENOENT
	open x86_64/x86_64/liba.so ENOENT
	open x86_64/liba.so ENOENT
	open x86_64/liba.so ENOENT
	open liba.so OK
