world 1
about LD_PRELOAD by path; its DT_SONAME then serves a need
from glibc elf/rtld.c do_preload
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libq.so
	runpath /d
elf /d/liba.so
elf /e/libp.so
	soname libq.so
env LD_PRELOAD=/e/libp.so
ask tree /app
expect
	load /e/libp.so => /e/libp.so by preload
	load liba.so => /d/liba.so by runpath
