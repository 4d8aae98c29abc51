world 1
about a DT_SONAME that is another library's file name: who is loaded first takes the name
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libx.so
	needed liby.so
	runpath /d
elf /d/libx.so
	soname liby.so
elf /d/liby.so
	soname libx.so
ask tree /app
expect
	load libx.so => /d/libx.so by runpath
