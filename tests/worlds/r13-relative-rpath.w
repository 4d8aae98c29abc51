world 1
about a relative DT_RPATH means the current directory
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath w
elf /home/w/liba.so
cwd /home
ask tree /app
expect
	load liba.so => w/liba.so by rpath
	open w/tls/x86_64/x86_64/liba.so ENOENT
	open w/tls/x86_64/liba.so ENOENT
	open w/tls/x86_64/liba.so ENOENT
	open w/tls/liba.so ENOENT
	open w/x86_64/x86_64/liba.so ENOENT
	open w/x86_64/liba.so ENOENT
	open w/x86_64/liba.so ENOENT
	open w/liba.so OK
