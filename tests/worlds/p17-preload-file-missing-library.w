world 1
about a missing library in /etc/ld.so.preload is a warning
from glibc elf/rtld.c do_preload
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
text /etc/ld.so.preload "/nowhere/libp.so\n"
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object '/nowhere/libp.so' from /etc/ld.so.preload cannot be preloaded (cannot open shared object file): ignored.
