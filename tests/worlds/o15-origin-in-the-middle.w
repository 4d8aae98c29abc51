world 1
about $ORIGIN is replaced wherever it stands
from glibc elf/dl-load.c _dl_dst_substitute
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/app
	program
	needed liba.so
	runpath /x$ORIGIN
elf /x/opt/liba.so
ask tree /opt/app
expect
	load liba.so => /x/opt/liba.so by runpath
