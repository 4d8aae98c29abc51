world 1
about set-user-ID: only LD_LIBRARY_PATH has the library
from glibc elf/rtld.c, unsecvars.h
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /e/liba.so
env LD_LIBRARY_PATH=/e
secure
ask tree /app
expect
	missing liba.so
