world 1
about a 32-bit library in LD_PRELOAD
from glibc elf/rtld.c do_preload
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libp.so
	class 32
	emachine i386
env LD_PRELOAD=/d/libp.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object '/d/libp.so' from LD_PRELOAD cannot be preloaded (wrong ELF class: ELFCLASS32): ignored.
