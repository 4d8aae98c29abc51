world 1
about a directory with the name of the library in an earlier directory ends it all
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
dir /d1/liba.so
elf /d2/liba.so
ask tree /app
expect
	stop /d1/liba.so: cannot read file data: Error 21
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
	open /d1/liba.so OK
