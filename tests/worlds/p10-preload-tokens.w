world 1
about $LIB and $ORIGIN in LD_PRELOAD
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /e/lib/x86_64-linux-gnu/libp.so
elf /opt/libq.so
env LD_PRELOAD=/e/$LIB/libp.so:$ORIGIN/libq.so
ask tree /opt/app
expect
	load /e/$LIB/libp.so => /e/lib/x86_64-linux-gnu/libp.so by preload
	load $ORIGIN/libq.so => /opt/libq.so by preload
	load liba.so => /d/liba.so by runpath
