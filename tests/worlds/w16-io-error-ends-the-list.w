world 1
about EIO ends this list of directories
from glibc elf/dl-load.c open_path
live no an I/O error cannot be made on a plain disk
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	errno EIO
elf /d2/liba.so
elf /lib/liba.so
ask tree /app
expect
	load liba.so => /lib/liba.so by default
