world 1
about in secure mode a preload has to be set-user-ID: the first is no candidate, and the cache is not asked
from glibc elf/dl-load.c open_path
live no `why` has no counterpart in the loader
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed libz.so
	runpath /d:/e
elf /d/libp.so
elf /e/libp.so
	mode 4755
elf /f/libp.so
	mode 4755
elf /d/libz.so
cache /etc/ld.so.cache
	entry libp.so => /f/libp.so
env LD_PRELOAD=libp.so
secure
ask why /app libp.so
expect
	load libp.so => /e/libp.so by preload
	load libz.so => /d/libz.so by runpath
	edge /app libp.so -> /e/libp.so search
