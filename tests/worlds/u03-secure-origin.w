world 1
about set-user-ID: $ORIGIN outside of the trusted directories is ignored
from glibc elf/dl-load.c _dl_dst_substitute
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/app
	program
	needed liba.so
	runpath $ORIGIN/lib
elf /opt/lib/liba.so
secure
ask tree /opt/app
expect
	missing liba.so
