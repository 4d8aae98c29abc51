world 1
about set-user-ID: a bare name in /etc/ld.so.preload needs the bit on its file
from glibc elf/dl-load.c open_path
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /usr/lib/libp.so
text /etc/ld.so.preload "libp.so\n"
secure
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object 'libp.so' from /etc/ld.so.preload cannot be preloaded (cannot open shared object file): ignored.
