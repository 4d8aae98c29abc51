world 1
about an element that stands twice in a list is searched once
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /d:/d/:/e:/d//
dir /d
elf /e/liba.so
elf /e/libb.so
ask tree /app
expect
	load liba.so => /e/liba.so by runpath
	load libb.so => /e/libb.so by runpath
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
	open /d/libb.so ENOENT
	open /e/libb.so OK
