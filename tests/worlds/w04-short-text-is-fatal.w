world 1
about a text file shorter than an ELF header
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
text /d1/liba.so "hello\n"
elf /d2/liba.so
ask tree /app
expect
	stop /d1/liba.so: file too short
