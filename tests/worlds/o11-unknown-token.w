world 1
about an unknown token stays as it is
from glibc elf/dl-load.c _dl_dst_substitute
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d/$FOO
elf /d/$FOO/liba.so
ask tree /app
expect
	load liba.so => /d/$FOO/liba.so by runpath
