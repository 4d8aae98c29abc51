world 1
about an entry whose flags are those of i386
from glibc sysdeps/unix/sysv/linux/x86_64/dl-cache.h
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /usr/lib/liba.so
elf /d/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so flags=0x3
ask tree /app
expect
	load liba.so => /usr/lib/liba.so by default
