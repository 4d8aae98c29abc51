world 1
about a directory that does not exist is not looked into for the next library
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /nonexistent:/d
elf /d/liba.so
elf /d/libb.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load libb.so => /d/libb.so by runpath
	open /nonexistent/tls/x86_64/x86_64/liba.so ENOENT
	stat /nonexistent/tls/x86_64/x86_64 ENOENT
	open /nonexistent/tls/x86_64/liba.so ENOENT
	stat /nonexistent/tls/x86_64 ENOENT
	open /nonexistent/tls/x86_64/liba.so ENOENT
	stat /nonexistent/tls/x86_64 ENOENT
	open /nonexistent/tls/liba.so ENOENT
	stat /nonexistent/tls ENOENT
	open /nonexistent/x86_64/x86_64/liba.so ENOENT
	stat /nonexistent/x86_64/x86_64 ENOENT
	open /nonexistent/x86_64/liba.so ENOENT
	stat /nonexistent/x86_64 ENOENT
	open /nonexistent/x86_64/liba.so ENOENT
	stat /nonexistent/x86_64 ENOENT
	open /nonexistent/liba.so ENOENT
	stat /nonexistent ENOENT
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
