world 1
about a blank separates nothing in LD_LIBRARY_PATH
from glibc elf/dl-load.c _dl_init_paths
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf "/d x/liba.so"
elf /d/liba.so
env "LD_LIBRARY_PATH=/d x"
ask tree /app
expect
	load liba.so => "/d x/liba.so" by env
