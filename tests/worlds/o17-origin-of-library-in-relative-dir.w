world 1
about $ORIGIN of a library found in a relative directory is made absolute with the current directory
from glibc elf/dl-object.c _dl_new_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath w
elf /home/w/liba.so
	needed libb.so
	runpath $ORIGIN/sub
elf /home/w/sub/libb.so
cwd /home
ask tree /app
expect
	load liba.so => w/liba.so by runpath
	load libb.so => /home/w/sub/libb.so by runpath
