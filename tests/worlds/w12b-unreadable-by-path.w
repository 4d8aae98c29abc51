world 1
about an absolute DT_NEEDED without permission to read is not found
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d1/liba.so
elf /d1/liba.so
	mode 000
ask tree /app
expect
	missing /d1/liba.so
