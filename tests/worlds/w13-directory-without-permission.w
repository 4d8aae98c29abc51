world 1
about a directory that may not be entered is passed over
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
dir /d1
	mode 000
elf /d2/liba.so
ask tree /app
expect
	load liba.so => /d2/liba.so by runpath
	open /d1/tls/x86_64/x86_64/liba.so EACCES
	stat /d1/tls/x86_64/x86_64 EACCES
	open /d1/tls/x86_64/liba.so EACCES
	stat /d1/tls/x86_64 EACCES
	open /d1/tls/x86_64/liba.so EACCES
	stat /d1/tls/x86_64 EACCES
	open /d1/tls/liba.so EACCES
	stat /d1/tls EACCES
	open /d1/x86_64/x86_64/liba.so EACCES
	stat /d1/x86_64/x86_64 EACCES
	open /d1/x86_64/liba.so EACCES
	stat /d1/x86_64 EACCES
	open /d1/x86_64/liba.so EACCES
	stat /d1/x86_64 EACCES
	open /d1/liba.so EACCES
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
	open /d2/liba.so OK
