world 1
about a text file in glibc-hwcaps is fatal
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
text /d/glibc-hwcaps/x86-64-v2/liba.so "hello\n"
cpu x86-64-v2
ask tree /app
expect
	stop /d/glibc-hwcaps/x86-64-v2/liba.so: file too short
