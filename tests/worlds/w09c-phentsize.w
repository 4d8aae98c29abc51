world 1
about an e_phentsize of another size
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	poke 54 3900
elf /d2/liba.so
ask tree /app
expect
	stop /d1/liba.so: ELF file's phentsize not the expected size
