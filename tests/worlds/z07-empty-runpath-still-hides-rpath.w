world 1
about an empty DT_RUNPATH gives no directory but switches DT_RPATH off
from glibc elf/dl-load.c _dl_map_object, elf/get-dynamic-info.h
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d
	runpath ""
elf /d/liba.so
ask tree /app
expect
	missing liba.so
