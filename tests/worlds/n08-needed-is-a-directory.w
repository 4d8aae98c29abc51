world 1
about a DT_NEEDED that is a directory
from glibc elf/dl-load.c open_verify
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d/
dir /d
ask tree /app
expect
	stop /d/: cannot read file data: Error 21
