world 1
about LD_LIBRARY_PATH of directories that do not exist, then DT_RUNPATH with the same
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /x1:/d
elf /d/liba.so
elf /d/libb.so
env LD_LIBRARY_PATH=/x1:/x2
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load libb.so => /d/libb.so by runpath
	open /x1/tls/x86_64/x86_64/liba.so ENOENT
	stat /x1/tls/x86_64/x86_64 ENOENT
	open /x1/tls/x86_64/liba.so ENOENT
	stat /x1/tls/x86_64 ENOENT
	open /x1/tls/x86_64/liba.so ENOENT
	stat /x1/tls/x86_64 ENOENT
	open /x1/tls/liba.so ENOENT
	stat /x1/tls ENOENT
	open /x1/x86_64/x86_64/liba.so ENOENT
	stat /x1/x86_64/x86_64 ENOENT
	open /x1/x86_64/liba.so ENOENT
	stat /x1/x86_64 ENOENT
	open /x1/x86_64/liba.so ENOENT
	stat /x1/x86_64 ENOENT
	open /x1/liba.so ENOENT
	stat /x1 ENOENT
	open /x2/tls/x86_64/x86_64/liba.so ENOENT
	stat /x2/tls/x86_64/x86_64 ENOENT
	open /x2/tls/x86_64/liba.so ENOENT
	stat /x2/tls/x86_64 ENOENT
	open /x2/tls/x86_64/liba.so ENOENT
	stat /x2/tls/x86_64 ENOENT
	open /x2/tls/liba.so ENOENT
	stat /x2/tls ENOENT
	open /x2/x86_64/x86_64/liba.so ENOENT
	stat /x2/x86_64/x86_64 ENOENT
	open /x2/x86_64/liba.so ENOENT
	stat /x2/x86_64 ENOENT
	open /x2/x86_64/liba.so ENOENT
	stat /x2/x86_64 ENOENT
	open /x2/liba.so ENOENT
	stat /x2 ENOENT
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
