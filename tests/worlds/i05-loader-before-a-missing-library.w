world 1
about the loader's place is behind the library before it in the list of what is there: missing ones in between come after it
from glibc elf/rtld.c dl_main, rtld_multiple_ref
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libmiss.so
	needed ld-linux-x86-64.so.2
	needed libb.so
	runpath /d
elf /d/liba.so
elf /d/libb.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	load ld-linux-x86-64.so.2 => /lib64/ld-linux-x86-64.so.2 by loader
	missing libmiss.so
	load libb.so => /d/libb.so by runpath
