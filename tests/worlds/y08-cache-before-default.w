world 1
about the cache comes before the trusted directories
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libasound.so.2
elf /d/libasound.so.2
elf /usr/lib/x86_64-linux-gnu/libasound.so.2
cache /etc/ld.so.cache
	entry libasound.so.2 => /d/libasound.so.2
ask tree /app
expect
	load libasound.so.2 => /d/libasound.so.2 by cache
