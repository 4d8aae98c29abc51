world 1
about LD_LIBRARY_PATH of one colon is the current directory, once
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /w/liba.so
env LD_LIBRARY_PATH=:
cwd /w
ask tree /app
expect
	load liba.so => liba.so by env
	open tls/x86_64/x86_64/liba.so ENOENT
	open tls/x86_64/liba.so ENOENT
	open tls/x86_64/liba.so ENOENT
	open tls/liba.so ENOENT
	open x86_64/x86_64/liba.so ENOENT
	open x86_64/liba.so ENOENT
	open x86_64/liba.so ENOENT
	open liba.so OK
