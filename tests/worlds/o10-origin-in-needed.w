world 1
about $ORIGIN in DT_NEEDED
from glibc elf/dl-deps.c expand_dst
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/app
	program
	needed $ORIGIN/d/liba.so
elf /opt/d/liba.so
ask tree /opt/app
expect
	load /opt/d/liba.so => /opt/d/liba.so by slash
	open /opt/d/liba.so OK
