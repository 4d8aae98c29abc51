world 1
about set-user-ID: the cache is not asked for a LD_PRELOAD
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /e/libp.so
	mode 4755
cache /etc/ld.so.cache
	entry libp.so => /e/libp.so
env LD_PRELOAD=libp.so
secure
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object 'libp.so' from LD_PRELOAD cannot be preloaded (cannot open shared object file): ignored.
