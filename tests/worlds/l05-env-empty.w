world 1
about an empty LD_LIBRARY_PATH is none at all
from glibc elf/dl-load.c _dl_init_paths
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /w/liba.so
env LD_LIBRARY_PATH=
cwd /w
ask tree /app
expect
	missing liba.so
