world 1
about set-user-ID: LD_LIBRARY_PATH is ignored
from glibc elf/rtld.c, unsecvars.h
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /e/liba.so
env LD_LIBRARY_PATH=/e
secure
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
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
