world 1
about set-user-ID: $ORIGIN that is not the first component is ignored, though it would end in a trusted directory
from glibc elf/dl-load.c _dl_dst_substitute
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /lib/app
	program
	needed liba.so
	runpath /usr$ORIGIN:/usr/../$ORIGIN
elf /usr/lib/liba2.so
dir /usr/lib/x
elf /usr/lib/x/liba.so
secure
ask tree /lib/app
expect
	missing liba.so
