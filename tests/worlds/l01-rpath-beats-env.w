world 1
about DT_RPATH comes before LD_LIBRARY_PATH
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d1
elf /d1/liba.so
elf /d2/liba.so
env LD_LIBRARY_PATH=/d2
ask tree /app
expect
	load liba.so => /d1/liba.so by rpath
