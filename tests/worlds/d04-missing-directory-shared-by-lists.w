world 1
about what is known of a directory counts in every list that has it
from glibc elf/dl-load.c fillin_rpath, dl_all_dirs
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /nonexistent:/d
elf /d/liba.so
	needed libb.so
	runpath /nonexistent/:/e
elf /e/libb.so
env LD_LIBRARY_PATH=/nonexistent
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load libb.so => /e/libb.so by runpath
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
