world 1
about LD_PRELOAD is split at colons and blanks, empty names dropped; a semicolon separates nothing
from glibc elf/rtld.c handle_preload_list
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libp.so
elf /d/libq.so
env "LD_PRELOAD=:libp.so::  :libq.so;x:"
ask tree /app
expect
	load libp.so => /d/libp.so by preload
	load liba.so => /d/liba.so by runpath
	warn object 'libq.so;x' from LD_PRELOAD cannot be preloaded (cannot open shared object file): ignored.
