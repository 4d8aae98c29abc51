world 1
about set-user-ID: $LIB is replaced as ever
from glibc elf/dl-load.c _dl_dst_substitute
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d/$LIB
elf /d/lib/x86_64-linux-gnu/liba.so
secure
ask tree /app
expect
	load liba.so => /d/lib/x86_64-linux-gnu/liba.so by runpath
