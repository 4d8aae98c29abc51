world 1
about an absolute DT_NEEDED that is not there is not searched for elsewhere
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d/liba.so
	runpath /e
elf /e/liba.so
env LD_LIBRARY_PATH=/e
ask tree /app
expect
	missing /d/liba.so
