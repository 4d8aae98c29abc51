world 1
about a text file longer than an ELF header (a linker script, say)
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
text /d1/liba.so "/* GNU ld script */\nGROUP ( /lib/libc.so.6 /usr/lib/libc_nonshared.a AS_NEEDED ( /lib64/ld.so ) )\n"
elf /d2/liba.so
ask tree /app
expect
	stop /d1/liba.so: invalid ELF header
	open /d1/tls/x86_64/x86_64/liba.so ENOENT
	stat /d1/tls/x86_64/x86_64 ENOENT
	open /d1/tls/x86_64/liba.so ENOENT
	stat /d1/tls/x86_64 ENOENT
	open /d1/tls/x86_64/liba.so ENOENT
	stat /d1/tls/x86_64 ENOENT
	open /d1/tls/liba.so ENOENT
	stat /d1/tls ENOENT
	open /d1/x86_64/x86_64/liba.so ENOENT
	stat /d1/x86_64/x86_64 ENOENT
	open /d1/x86_64/liba.so ENOENT
	stat /d1/x86_64 ENOENT
	open /d1/x86_64/liba.so ENOENT
	stat /d1/x86_64 ENOENT
	open /d1/liba.so OK
