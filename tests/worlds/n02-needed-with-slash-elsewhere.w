world 1
about the same from another current directory
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/app
	program
	needed ./sub/liba.so
elf /home/sub/liba.so
ask tree /opt/app
expect
	missing ./sub/liba.so
	open ./sub/liba.so ENOENT
