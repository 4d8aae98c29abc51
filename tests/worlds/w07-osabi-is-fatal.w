world 1
about EI_OSABI of FreeBSD
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	osabi 9
elf /d2/liba.so
ask tree /app
expect
	stop /d1/liba.so: ELF file OS ABI invalid
