world 1
about a directory below a plain file (ENOTDIR twice)
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /f/sub:/d
text /f "not a directory"
elf /d/liba.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
