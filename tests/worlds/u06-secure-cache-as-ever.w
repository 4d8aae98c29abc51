world 1
about set-user-ID: the cache is asked for the needs
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
secure
ask tree /app
expect
	load liba.so => /d/liba.so by cache
	open /etc/ld.so.cache OK
	open /d/liba.so OK
