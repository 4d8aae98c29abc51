world 1
about /etc/ld.so.preload with comments, blanks, tabs and colons
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libp.so
elf /d/libq.so
elf /d/libr.so
text /etc/ld.so.preload "# comment /d/libx.so\n/d/libp.so # /d/libx.so\n\tlibq.so:/d/libr.so\n"
ask tree /app
expect
	load /d/libp.so => /d/libp.so by preload
	load libq.so => /d/libq.so by preload
	load /d/libr.so => /d/libr.so by preload
	load liba.so => /d/liba.so by runpath
	open /etc/ld.so.preload OK
	open /d/libp.so OK
	open /d/tls/x86_64/x86_64/libq.so ENOENT
	stat /d/tls/x86_64/x86_64 ENOENT
	open /d/tls/x86_64/libq.so ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/x86_64/libq.so ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/libq.so ENOENT
	stat /d/tls ENOENT
	open /d/x86_64/x86_64/libq.so ENOENT
	stat /d/x86_64/x86_64 ENOENT
	open /d/x86_64/libq.so ENOENT
	stat /d/x86_64 ENOENT
	open /d/x86_64/libq.so ENOENT
	stat /d/x86_64 ENOENT
	open /d/libq.so OK
	open /d/libr.so OK
	open /d/liba.so OK
