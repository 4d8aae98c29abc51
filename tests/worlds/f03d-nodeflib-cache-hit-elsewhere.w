world 1
about DF_1_NODEFLIB lets a cache hit outside of the trusted directories pass
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	flags_1 nodeflib
elf /opt/lib/liba.so
cache /etc/ld.so.cache
	entry liba.so => /opt/lib/liba.so
ask tree /app
expect
	load liba.so => /opt/lib/liba.so by cache
	open /etc/ld.so.cache OK
	open /opt/lib/liba.so OK
