world 1
about a glibc-hwcaps entry with a name that the loader does not know
from glibc elf/dl-cache.c glibc_hwcaps_priority
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /d/liba.so
elf /d/glibc-hwcaps/power9/liba.so
cache /etc/ld.so.cache
	entry liba.so => /d/liba.so
	entry liba.so => /d/glibc-hwcaps/power9/liba.so hwcap=power9
ask tree /app
expect
	load liba.so => /d/liba.so by cache
