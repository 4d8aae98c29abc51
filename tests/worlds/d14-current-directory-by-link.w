world 1
about the current directory is where it really lies: $ORIGIN of a library that was found by a relative path shows it
from glibc elf/dl-object.c _dl_new_object; getcwd(2)
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /real/d/liba.so
	needed $ORIGIN/libb.so
elf /real/d/libb.so
link /here -> /real
cwd /here
env LD_LIBRARY_PATH=d
ask tree /app
expect
	load liba.so => d/liba.so by env
	load /real/d/libb.so => /real/d/libb.so by slash
