world 1
about a program that misses a bare name, a path and a relative path
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libx.so
	needed /d/liby.so
	needed ./libz1.so
	rpath w
ask tree /app
expect
	missing libx.so
	missing /d/liby.so
	missing ./libz1.so
