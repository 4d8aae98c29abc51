world 1
about $ORIGIN of what is given to the loader by a link is the link's directory
from glibc elf/dl-object.c _dl_new_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
link /e/liba.so -> /d/liba.so
elf /d/liba.so
	needed libb.so
	runpath $ORIGIN
elf /d/libb.so
elf /e/libb.so
ask tree /e/liba.so
expect
	load libb.so => /e/libb.so by runpath
