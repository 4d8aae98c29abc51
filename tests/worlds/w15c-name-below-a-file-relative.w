world 1
about a relative directory is never thought missing: ENOTDIR ends the list (before glibc 2.39)
from glibc elf/dl-load.c open_path, BZ 31035
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath f:/d
text /f "not a directory"
elf /d/liba.so
ask tree /app
expect
	missing liba.so
