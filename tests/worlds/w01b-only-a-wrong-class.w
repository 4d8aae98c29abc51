world 1
about the only file of that name is 32-bit: not found, and at a real start "wrong ELF class: ELFCLASS32"
from glibc elf/dl-load.c open_verify, found_other_class
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1
elf /d1/liba.so
	class 32
	emachine i386
ask tree /app
expect
	missing liba.so
