world 1
about a relative directory is looked into for each library, with all its hwcap directories
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath nonexistent:/d
elf /d/liba.so
elf /d/libb.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load libb.so => /d/libb.so by runpath
	open nonexistent/tls/x86_64/x86_64/liba.so ENOENT
	open nonexistent/tls/x86_64/liba.so ENOENT
	open nonexistent/tls/x86_64/liba.so ENOENT
	open nonexistent/tls/liba.so ENOENT
	open nonexistent/x86_64/x86_64/liba.so ENOENT
	open nonexistent/x86_64/liba.so ENOENT
	open nonexistent/x86_64/liba.so ENOENT
	open nonexistent/liba.so ENOENT
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
	open nonexistent/tls/x86_64/x86_64/libb.so ENOENT
	open nonexistent/tls/x86_64/libb.so ENOENT
	open nonexistent/tls/x86_64/libb.so ENOENT
	open nonexistent/tls/libb.so ENOENT
	open nonexistent/x86_64/x86_64/libb.so ENOENT
	open nonexistent/x86_64/libb.so ENOENT
	open nonexistent/x86_64/libb.so ENOENT
	open nonexistent/libb.so ENOENT
	open /d/libb.so OK
