world 1
about /a/../d and /d are two elements
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d:/a/../d:/d/.:/e
dir /a
dir /d
elf /e/liba.so
ask tree /app
expect
	load liba.so => /e/liba.so by runpath
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
	open /d/liba.so ENOENT
	stat /d OK
	open /a/../d/tls/x86_64/x86_64/liba.so ENOENT
	stat /a/../d/tls/x86_64/x86_64 ENOENT
	open /a/../d/tls/x86_64/liba.so ENOENT
	stat /a/../d/tls/x86_64 ENOENT
	open /a/../d/tls/x86_64/liba.so ENOENT
	stat /a/../d/tls/x86_64 ENOENT
	open /a/../d/tls/liba.so ENOENT
	stat /a/../d/tls ENOENT
	open /a/../d/x86_64/x86_64/liba.so ENOENT
	stat /a/../d/x86_64/x86_64 ENOENT
	open /a/../d/x86_64/liba.so ENOENT
	stat /a/../d/x86_64 ENOENT
	open /a/../d/x86_64/liba.so ENOENT
	stat /a/../d/x86_64 ENOENT
	open /a/../d/liba.so ENOENT
	stat /a/../d OK
	open /d/./tls/x86_64/x86_64/liba.so ENOENT
	stat /d/./tls/x86_64/x86_64 ENOENT
	open /d/./tls/x86_64/liba.so ENOENT
	stat /d/./tls/x86_64 ENOENT
	open /d/./tls/x86_64/liba.so ENOENT
	stat /d/./tls/x86_64 ENOENT
	open /d/./tls/liba.so ENOENT
	stat /d/./tls ENOENT
	open /d/./x86_64/x86_64/liba.so ENOENT
	stat /d/./x86_64/x86_64 ENOENT
	open /d/./x86_64/liba.so ENOENT
	stat /d/./x86_64 ENOENT
	open /d/./x86_64/liba.so ENOENT
	stat /d/./x86_64 ENOENT
	open /d/./liba.so ENOENT
	stat /d/. OK
	open /e/tls/x86_64/x86_64/liba.so ENOENT
	stat /e/tls/x86_64/x86_64 ENOENT
	open /e/tls/x86_64/liba.so ENOENT
	stat /e/tls/x86_64 ENOENT
	open /e/tls/x86_64/liba.so ENOENT
	stat /e/tls/x86_64 ENOENT
	open /e/tls/liba.so ENOENT
	stat /e/tls ENOENT
	open /e/x86_64/x86_64/liba.so ENOENT
	stat /e/x86_64/x86_64 ENOENT
	open /e/x86_64/liba.so ENOENT
	stat /e/x86_64 ENOENT
	open /e/x86_64/liba.so ENOENT
	stat /e/x86_64 ENOENT
	open /e/liba.so OK
