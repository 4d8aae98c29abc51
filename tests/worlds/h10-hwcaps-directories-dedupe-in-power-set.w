world 1
about the old hwcap directories of a CPU whose platform is its only capability: some are tried twice until they are known
from glibc elf/dl-hwcaps.c _dl_important_hwcaps
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /d
elf /d/liba.so
elf /d/libb.so
dir /d/tls/x86_64
dir /d/x86_64
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load libb.so => /d/libb.so by runpath
	open /d/tls/x86_64/x86_64/liba.so ENOENT
	stat /d/tls/x86_64/x86_64 ENOENT
	open /d/tls/x86_64/liba.so ENOENT
	stat /d/tls/x86_64 OK
	open /d/tls/x86_64/liba.so ENOENT
	stat /d/tls/x86_64 OK
	open /d/tls/liba.so ENOENT
	stat /d/tls OK
	open /d/x86_64/x86_64/liba.so ENOENT
	stat /d/x86_64/x86_64 ENOENT
	open /d/x86_64/liba.so ENOENT
	stat /d/x86_64 OK
	open /d/x86_64/liba.so ENOENT
	stat /d/x86_64 OK
	open /d/liba.so OK
	open /d/tls/x86_64/libb.so ENOENT
	open /d/tls/x86_64/libb.so ENOENT
	open /d/tls/libb.so ENOENT
	open /d/x86_64/libb.so ENOENT
	open /d/x86_64/libb.so ENOENT
	open /d/libb.so OK
