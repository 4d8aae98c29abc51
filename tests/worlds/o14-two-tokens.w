world 1
about several tokens in one element
from glibc elf/dl-load.c _dl_dst_substitute
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/app
	program
	needed liba.so
	runpath $ORIGIN/${LIB}/$PLATFORM
elf /opt/lib/x86_64-linux-gnu/x86_64/liba.so
ask tree /opt/app
expect
	load liba.so => /opt/lib/x86_64-linux-gnu/x86_64/liba.so by runpath
