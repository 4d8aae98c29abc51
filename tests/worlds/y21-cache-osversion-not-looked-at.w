world 1
about an entry for a newer kernel is taken since glibc 2.36
from glibc commit b46d250656
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so osversion=0x630000
ask tree /app
expect
	load liba.so => /d/liba.so by cache
