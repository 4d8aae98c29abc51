world 1
about an ABI note that asks for Linux 99 is not looked at since glibc 2.36
from glibc commit b46d250656
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	abi 0 99.0.0
elf /d2/liba.so
ask tree /app
expect
	load liba.so => /d1/liba.so by runpath
