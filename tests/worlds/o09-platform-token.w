world 1
about $PLATFORM is AT_PLATFORM, x86_64
from glibc elf/dl-load.c _dl_dst_substitute
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d/$PLATFORM
elf /d/x86_64/liba.so
ask tree /app
expect
	load liba.so => /d/x86_64/liba.so by runpath
