world 1
about DF_1_NODEFLIB: neither a cache hit in a trusted directory nor the trusted directories
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libz.so.1
	flags_1 nodeflib
elf /usr/lib/x86_64-linux-gnu/libz.so.1
cache /etc/ld.so.cache
	entry libz.so.1 => /usr/lib/x86_64-linux-gnu/libz.so.1
ask tree /app
expect
	missing libz.so.1
	open /etc/ld.so.cache OK
