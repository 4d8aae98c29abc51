world 1
about a need of the loader is met by the loader that runs, without a system call
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed ld-linux-x86-64.so.2
	needed libb.so
	runpath /d
elf /d/liba.so
elf /d/libb.so
elf /d/ld-linux-x86-64.so.2
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load ld-linux-x86-64.so.2 => /lib64/ld-linux-x86-64.so.2 by loader
	load libb.so => /d/libb.so by runpath
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
	open /d/libb.so OK
