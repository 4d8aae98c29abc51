world 1
about as s11 without DT_SONAME: what was given by name has no file identity, so a second copy is mapped
from glibc elf/dl-load.c _dl_map_object_from_fd, __RTLD_OPENEXEC
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /d/liba.so
	needed libb.so
	runpath /d
elf /d/libb.so
	needed liba.so
	runpath /d
ask tree /d/liba.so
expect
	load libb.so => /d/libb.so by runpath
	load liba.so => /d/liba.so by runpath
