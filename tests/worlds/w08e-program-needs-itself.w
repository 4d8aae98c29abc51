world 1
about a program that needs its own path: it has no file identity, and is refused as a library
from glibc elf/rtld.c dl_main
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /app
ask tree /app
expect
	stop /app: cannot dynamically load position-independent executable
