world 1
about /lib as a link to usr/lib: the file is known by the directory that was asked
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
link /lib -> usr/lib
elf /usr/lib/x86_64-linux-gnu/liba.so
ask tree /app
expect
	load liba.so => /lib/x86_64-linux-gnu/liba.so by default
