world 1
about whatever stands in DT_NEEDED is a name
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed "visibility=hidden, x:y"
	needed liba.so
	runpath /d
elf /d/liba.so
ask tree /app
expect
	missing "visibility=hidden, x:y"
	load liba.so => /d/liba.so by runpath
