world 1
about the old platform directory, searched up to glibc 2.36
from glibc elf/dl-hwcaps.c _dl_important_hwcaps
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/haswell/liba.so
elf /d/x86_64/liba.so
ask tree /app
expect
	load liba.so => /d/x86_64/liba.so by runpath
