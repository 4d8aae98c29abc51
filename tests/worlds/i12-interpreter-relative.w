world 1
about the kernel takes a relative interpreter from the current directory
from linux fs/binfmt_elf.c open_exec
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
link /work/ld.so -> /lib64/ld-linux-x86-64.so.2
elf /app
	program
	interp ld.so
	needed liba.so
	runpath /d
elf /d/liba.so
cwd /work
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
