world 1
about DT_NEEDED with a slash is relative to the current directory
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/app
	program
	needed ./sub/liba.so
elf /home/sub/liba.so
cwd /home
ask tree /opt/app
expect
	load ./sub/liba.so => ./sub/liba.so by slash
