world 1
about the same relative DT_RPATH from another current directory
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath w
elf /home/w/liba.so
dir /other
cwd /other
ask tree /app
expect
	missing liba.so
