world 1
about an empty DT_NEEDED name is the name of the program's own map
from glibc elf/dl-load.c _dl_name_match_p
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed ""
	needed liba.so
	runpath /d
elf /d/liba.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
