world 1
about entries of one name for two architectures
from glibc elf/dl-cache.c search_cache
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d32/liba.so
	class 32
	emachine i386
elf /d/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d32/liba.so flags=0x3
	entry liba.so => /d/liba.so flags=0x303
	entry liba.so => /dx/liba.so flags=0x803
ask tree /app
expect
	load liba.so => /d/liba.so by cache
