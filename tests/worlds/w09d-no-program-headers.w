world 1
about e_phnum 0
from glibc elf/dl-load.c _dl_map_object_from_fd
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	poke 56 0000
elf /d2/liba.so
ask tree /app
expect
	stop liba.so: object file has no loadable segments
