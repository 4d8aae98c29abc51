world 1
about a LD_PRELOAD without permission
from glibc elf/rtld.c do_preload
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /e/libp.so
	mode 000
env LD_PRELOAD=/e/libp.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object '/e/libp.so' from LD_PRELOAD cannot be preloaded (cannot open shared object file): ignored.
