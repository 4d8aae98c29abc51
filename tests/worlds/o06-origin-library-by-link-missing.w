world 1
about as o05, but the second library lies only beside the real file
from glibc elf/dl-object.c _dl_new_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libb.so
	runpath /farm
link /farm/libb.so -> /store/libb.so
elf /store/libb.so
	needed liba.so
	runpath $ORIGIN
elf /store/liba.so
ask tree /app
expect
	load libb.so => /farm/libb.so by runpath
	missing liba.so
