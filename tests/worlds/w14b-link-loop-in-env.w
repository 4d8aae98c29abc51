world 1
about a link loop in LD_LIBRARY_PATH does not reach DT_RUNPATH
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d3
link /d1/liba.so -> liba.so
elf /d2/liba.so
elf /d3/liba.so
env LD_LIBRARY_PATH=/d1:/d2
ask tree /app
expect
	load liba.so => /d3/liba.so by runpath
