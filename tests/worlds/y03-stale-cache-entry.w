world 1
about a cache entry whose file is gone
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
ask tree /app
expect
	missing liba.so
