world 1
about an absolute DT_NEEDED that is a 32-bit file is not found
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d1/liba.so
elf /d1/liba.so
	class 32
	emachine i386
ask tree /app
expect
	missing /d1/liba.so
