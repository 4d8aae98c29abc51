world 1
about a program without DT_NEEDED: whatever is preloaded, trace mode says statically linked
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
elf /d/libp.so
env LD_PRELOAD=/d/libp.so
ask tree /app
expect
	statically linked
