world 1
about set-user-ID: a bare LD_PRELOAD is only taken from a file that is set-user-ID itself
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /usr/lib/libp.so
env LD_PRELOAD=libp.so
secure
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object 'libp.so' from LD_PRELOAD cannot be preloaded (cannot open shared object file): ignored.
