world 1
about $ORIGIN in LD_LIBRARY_PATH is that of the program
from glibc elf/dl-load.c fillin_rpath
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/app
	program
	needed liba.so
elf /opt/w/liba.so
env LD_LIBRARY_PATH=$ORIGIN/w
ask tree /opt/app
expect
	load liba.so => /opt/w/liba.so by env
