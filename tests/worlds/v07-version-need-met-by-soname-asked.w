world 1
about as v06, but another library asks for the DT_SONAME, so that the name is known
from glibc elf/dl-load.c _dl_map_object, add_name_to_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d/libv.so
	needed libb.so
	runpath /d
	requires libv.so V1
elf /d/libv.so
	soname libv.so
	defines V1
elf /d/libb.so
	needed libv.so
ask tree /app
expect
	load /d/libv.so => /d/libv.so by slash
	load libb.so => /d/libb.so by runpath
