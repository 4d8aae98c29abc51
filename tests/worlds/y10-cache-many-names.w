world 1
about names that differ in numbers and letters are found among many
from glibc elf/dl-cache.c search_cache
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libfoo.so.10
	needed libfoo.so.9
	needed libfoo2.so.1
	needed libfooa.so.1
	needed libfoo.so
elf /d/libfoo.so.10
elf /d/libfoo.so.9
elf /d/libfoo2.so.1
elf /d/libfooa.so.1
elf /d/libfoo.so
cache /etc/ld.so.cache
	entry libfoo.so => /d/libfoo.so
	entry libfoo.so.1 => /d/libfoo.so.1
	entry libfoo.so.9 => /d/libfoo.so.9
	entry libfoo.so.10 => /d/libfoo.so.10
	entry libfoo2.so.1 => /d/libfoo2.so.1
	entry libfooa.so.1 => /d/libfooa.so.1
	entry libfoo-1.so => /d/libfoo-1.so
ask tree /app
expect
	load libfoo.so.10 => /d/libfoo.so.10 by cache
	load libfoo.so.9 => /d/libfoo.so.9 by cache
	load libfoo2.so.1 => /d/libfoo2.so.1 by cache
	load libfooa.so.1 => /d/libfooa.so.1 by cache
	load libfoo.so => /d/libfoo.so by cache
