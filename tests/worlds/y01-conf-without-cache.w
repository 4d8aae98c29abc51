world 1
about a directory in ld.so.conf means nothing without a cache
from glibc elf/dl-cache.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
text /etc/ld.so.conf "/d\n"
ask tree /app
expect
	missing liba.so
