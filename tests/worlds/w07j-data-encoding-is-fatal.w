world 1
about EI_DATA says big-endian but e_machine reads as ours
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	poke 5 02
elf /d2/liba.so
ask tree /app
expect
	stop /d1/liba.so: ELF file data encoding not little-endian
