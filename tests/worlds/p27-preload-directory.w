world 1
about a LD_PRELOAD that is a directory: the warning has no error number
from glibc elf/rtld.c do_preload
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
dir /d/libp.so
env LD_PRELOAD=libp.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object 'libp.so' from LD_PRELOAD cannot be preloaded (cannot read file data): ignored.
