world 1
about of two values of LD_LIBRARY_PATH the last counts, also if it is empty
from glibc elf/rtld.c process_envvars
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
elf /first/liba.so
env LD_LIBRARY_PATH=/first
env LD_LIBRARY_PATH=
ask tree /app
expect
	missing liba.so
