world 1
about a cache entry that leads to a text file is fatal
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /usr/lib/liba.so
text /d/liba.so "hello\n"
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
ask tree /app
expect
	stop /d/liba.so: file too short
