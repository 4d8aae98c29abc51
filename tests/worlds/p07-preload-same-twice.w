world 1
about one library named twice, and once more by its DT_SONAME
from glibc elf/rtld.c do_preload
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libp.so
	soname libpp.so
env LD_PRELOAD=libp.so:/d/libp.so:libpp.so:libp.so
ask tree /app
expect
	load libp.so => /d/libp.so by preload
	load liba.so => /d/liba.so by runpath
