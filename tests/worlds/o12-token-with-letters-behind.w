world 1
about $ORIGINx and $LIBx are no tokens
from glibc elf/dl-load.c is_dst
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libb.so
	runpath /$ORIGINx:/$LIB_2
elf /$ORIGINx/liba.so
elf /$LIB_2/libb.so
ask tree /app
expect
	load liba.so => /$ORIGINx/liba.so by runpath
	load libb.so => /$LIB_2/libb.so by runpath
