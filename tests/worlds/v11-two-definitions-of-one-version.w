world 1
about a version is defined if any of its definitions has the hash
from glibc elf/dl-version.c match_symbol
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
	requires liba.so VERS_1
elf /d/liba.so
	defines VERS_1 VERS_1
	poke 672 00000000
ask tree /app
expect
	load liba.so => /d/liba.so by rpath
