world 1
about of two values of LD_PRELOAD the last counts
from glibc elf/rtld.c process_envvars
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libz.so
	runpath /d
elf /d/libp.so
elf /d/libz.so
elf /d/libq.so
env LD_PRELOAD=/d/libp.so
env LD_PRELOAD=/d/libq.so
ask tree /app
expect
	load /d/libq.so => /d/libq.so by preload
	load libz.so => /d/libz.so by runpath
