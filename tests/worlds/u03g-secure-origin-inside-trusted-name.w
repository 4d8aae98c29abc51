world 1
about set-user-ID: /lib64 is not below /lib/
from glibc elf/dl-load.c is_trusted_path_normalize
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /lib64/app
	program
	needed liba.so
	runpath $ORIGIN
elf /lib64/liba.so
secure
ask tree /lib64/app
expect
	missing liba.so
