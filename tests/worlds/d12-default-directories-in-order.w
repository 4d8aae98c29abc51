world 1
about the four trusted directories of Debian, and not /lib64
from glibc elf/dl-load.c _dl_init_paths
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	needed libc1.so
	needed libd1.so
	needed libe1.so
elf /lib64/liba.so
elf /usr/lib/liba.so
elf /usr/lib/libb.so
elf /lib/libb.so
elf /lib/libc1.so
elf /usr/lib/x86_64-linux-gnu/libc1.so
elf /usr/lib/x86_64-linux-gnu/libd1.so
elf /lib/x86_64-linux-gnu/libd1.so
elf /lib64/libe1.so
ask tree /app
expect
	load liba.so => /usr/lib/liba.so by default
	load libb.so => /lib/libb.so by default
	load libc1.so => /usr/lib/x86_64-linux-gnu/libc1.so by default
	load libd1.so => /lib/x86_64-linux-gnu/libd1.so by default
	missing libe1.so
