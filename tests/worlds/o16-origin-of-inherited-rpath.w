world 1
about $ORIGIN in an inherited DT_RPATH is that of the object which has it
from glibc elf/dl-load.c decompose_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/app
	program
	needed liba.so
	rpath $ORIGIN/lib
elf /opt/lib/liba.so
	needed libb.so
elf /opt/lib/libb.so
elf /opt/lib/lib/libb.so
ask tree /opt/app
expect
	load liba.so => /opt/lib/liba.so by rpath
	load libb.so => /opt/lib/libb.so by rpath
