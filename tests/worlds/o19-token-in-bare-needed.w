world 1
about a token in a DT_NEEDED name without a slash is replaced before the search
from glibc elf/dl-deps.c expand_dst
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba-$PLATFORM.so
	runpath /d
elf /d/liba-x86_64.so
ask tree /app
expect
	load liba-x86_64.so => /d/liba-x86_64.so by runpath
