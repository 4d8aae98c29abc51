world 1
about modules that cannot be loaded leave their name spaces to the next ones; twelve may be asked for
from glibc elf/dl-open.c _dl_open, elf/dl-tls.c _dl_tls_static_surplus_init
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libnone.so
env LD_AUDIT=/nowhere/lib0.so:/d/libnone.so:/nowhere/lib2.so:/d/libnone.so:/nowhere/lib4.so:/d/libnone.so:/nowhere/lib6.so:/d/libnone.so:/nowhere/lib8.so:/d/libnone.so:/nowhere/lib10.so:/d/libnone.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object '/nowhere/lib0.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/d/libnone.so' cannot be loaded as audit interface: undefined symbol: la_version; ignored.
	warn object '/nowhere/lib2.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/d/libnone.so' cannot be loaded as audit interface: undefined symbol: la_version; ignored.
	warn object '/nowhere/lib4.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/d/libnone.so' cannot be loaded as audit interface: undefined symbol: la_version; ignored.
	warn object '/nowhere/lib6.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/d/libnone.so' cannot be loaded as audit interface: undefined symbol: la_version; ignored.
	warn object '/nowhere/lib8.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/d/libnone.so' cannot be loaded as audit interface: undefined symbol: la_version; ignored.
	warn object '/nowhere/lib10.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/d/libnone.so' cannot be loaded as audit interface: undefined symbol: la_version; ignored.
