world 1
about an ET_EXEC program with the name of the library
from glibc elf/dl-load.c _dl_map_object_from_fd
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	type exec
elf /d2/liba.so
ask tree /app
expect
	stop liba.so: cannot dynamically load executable
