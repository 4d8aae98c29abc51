world 1
about DT_NEEDED with a slash is not searched for in DT_RUNPATH
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/app
	program
	needed sub/liba.so
	runpath /d
elf /d/sub/liba.so
ask tree /opt/app
expect
	missing sub/liba.so
