world 1
about a library without an interpreter, given to the loader
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /d/liba.so
	soname liba.so
	needed libb.so
	runpath $ORIGIN
elf /d/libb.so
ask tree /d/liba.so
expect
	load libb.so => /d/libb.so by runpath
	open /d/tls/x86_64/x86_64/libb.so ENOENT
	stat /d/tls/x86_64/x86_64 ENOENT
	open /d/tls/x86_64/libb.so ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/x86_64/libb.so ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/libb.so ENOENT
	stat /d/tls ENOENT
	open /d/x86_64/x86_64/libb.so ENOENT
	stat /d/x86_64/x86_64 ENOENT
	open /d/x86_64/libb.so ENOENT
	stat /d/x86_64 ENOENT
	open /d/x86_64/libb.so ENOENT
	stat /d/x86_64 ENOENT
	open /d/libb.so OK
