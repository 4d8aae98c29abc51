world 1
about the alias by DT_SONAME is kept: a third asker is served without a search
from glibc elf/dl-load.c _dl_map_object, l_soname_added
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba-1.2.so
	needed libb.so
	needed libc1.so
	runpath /d
elf /d/liba-1.2.so
	soname liba.so.1
elf /d/libb.so
	needed liba.so.1
elf /d/libc1.so
	needed liba.so.1
	runpath /d
elf /d/liba.so.1
ask tree /app
expect
	load liba-1.2.so => /d/liba-1.2.so by runpath
	load libb.so => /d/libb.so by runpath
	load libc1.so => /d/libc1.so by runpath
