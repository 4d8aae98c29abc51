world 1
about the cache's key is the DT_SONAME, its value the link of that name
from glibc elf/ldconfig.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libfile.so.1
link /d/libfile.so.1 -> libfile-1.2.so
elf /d/libfile-1.2.so
	soname libfile.so.1
cache /etc/ld.so.cache
	entry libfile.so.1 => /d/libfile.so.1
ask tree /app
expect
	load libfile.so.1 => /d/libfile.so.1 by cache
