world 1
about as p02 without DT_SONAME: both copies are loaded
from glibc elf/rtld.c do_preload
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libp.so
	runpath /d
elf /d/libp.so
elf /e/libp.so
env LD_PRELOAD=/e/libp.so
ask tree /app
expect
	load /e/libp.so => /e/libp.so by preload
	load libp.so => /d/libp.so by runpath
