world 1
about the DT_RPATH of every object up the chain of who asked first is searched
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
elf /d/liba.so
	needed libb.so
	rpath /e
elf /e/libb.so
	needed libc1.so
elf /e/libc1.so
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
	load libb.so => /e/libb.so by rpath
	load libc1.so => /e/libc1.so by rpath
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
	open /e/tls/x86_64/x86_64/libb.so ENOENT
	stat /e/tls/x86_64/x86_64 ENOENT
	open /e/tls/x86_64/libb.so ENOENT
	stat /e/tls/x86_64 ENOENT
	open /e/tls/x86_64/libb.so ENOENT
	stat /e/tls/x86_64 ENOENT
	open /e/tls/libb.so ENOENT
	stat /e/tls ENOENT
	open /e/x86_64/x86_64/libb.so ENOENT
	stat /e/x86_64/x86_64 ENOENT
	open /e/x86_64/libb.so ENOENT
	stat /e/x86_64 ENOENT
	open /e/x86_64/libb.so ENOENT
	stat /e/x86_64 ENOENT
	open /e/libb.so OK
	open /e/libc1.so OK
