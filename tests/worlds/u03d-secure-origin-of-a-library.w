world 1
about set-user-ID: $ORIGIN of a library counts wherever it lies
from glibc elf/dl-load.c _dl_dst_substitute, check_for_trusted
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /opt
elf /opt/liba.so
	needed libb.so
	runpath $ORIGIN/sub
elf /opt/sub/libb.so
secure
ask tree /app
expect
	load liba.so => /opt/liba.so by runpath
	load libb.so => /opt/sub/libb.so by runpath
