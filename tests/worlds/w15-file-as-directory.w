world 1
about an element of the path that is a plain file does not exist as a directory
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /f:/d
text /f "not a directory"
elf /d/liba.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	open /f/tls/x86_64/x86_64/liba.so ENOTDIR
	stat /f/tls/x86_64/x86_64 ENOTDIR
	open /f/tls/x86_64/liba.so ENOTDIR
	stat /f/tls/x86_64 ENOTDIR
	open /f/tls/x86_64/liba.so ENOTDIR
	stat /f/tls/x86_64 ENOTDIR
	open /f/tls/liba.so ENOTDIR
	stat /f/tls ENOTDIR
	open /f/x86_64/x86_64/liba.so ENOTDIR
	stat /f/x86_64/x86_64 ENOTDIR
	open /f/x86_64/liba.so ENOTDIR
	stat /f/x86_64 ENOTDIR
	open /f/x86_64/liba.so ENOTDIR
	stat /f/x86_64 ENOTDIR
	open /f/liba.so ENOTDIR
	stat /f OK
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
