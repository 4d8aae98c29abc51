world 1
about ${ORIGIN} is the same
from glibc elf/dl-load.c is_dst
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/bin/app
	program
	needed liba.so
	runpath ${ORIGIN}/lib
elf /opt/bin/lib/liba.so
ask tree /opt/bin/app
expect
	load liba.so => /opt/bin/lib/liba.so by runpath
