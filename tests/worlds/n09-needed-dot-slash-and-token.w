world 1
about a relative DT_NEEDED with a token
from glibc elf/dl-deps.c expand_dst
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed w/$LIB/liba.so
elf /home/w/lib/x86_64-linux-gnu/liba.so
cwd /home
ask tree /app
expect
	load w/lib/x86_64-linux-gnu/liba.so => w/lib/x86_64-linux-gnu/liba.so by slash
