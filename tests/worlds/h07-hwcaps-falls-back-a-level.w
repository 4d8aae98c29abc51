world 1
about the v3 directory has no such library, the v2 directory has
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /d
elf /d/liba.so
elf /d/glibc-hwcaps/x86-64-v2/liba.so
elf /d/glibc-hwcaps/x86-64-v3/libb.so
cpu x86-64-v3
ask tree /app
expect
	load liba.so => /d/glibc-hwcaps/x86-64-v2/liba.so by runpath
	load libb.so => /d/glibc-hwcaps/x86-64-v3/libb.so by runpath
	open /d/glibc-hwcaps/x86-64-v3/liba.so ENOENT
	stat /d/glibc-hwcaps/x86-64-v3 OK
	open /d/glibc-hwcaps/x86-64-v2/liba.so OK
	open /d/glibc-hwcaps/x86-64-v3/libb.so OK
