world 1
about LD_AUDIT by a bare name is searched with the program's DT_RUNPATH (since glibc 2.35)
from glibc elf/dl-load.c _dl_map_object, BZ 28455
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libaudit.so
env LD_AUDIT=libaudit.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object 'libaudit.so' cannot be loaded as audit interface: undefined symbol: la_version; ignored.
	open /d/tls/x86_64/x86_64/libaudit.so ENOENT
	stat /d/tls/x86_64/x86_64 ENOENT
	open /d/tls/x86_64/libaudit.so ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/x86_64/libaudit.so ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/libaudit.so ENOENT
	stat /d/tls ENOENT
	open /d/x86_64/x86_64/libaudit.so ENOENT
	stat /d/x86_64/x86_64 ENOENT
	open /d/x86_64/libaudit.so ENOENT
	stat /d/x86_64 ENOENT
	open /d/x86_64/libaudit.so ENOENT
	stat /d/x86_64 ENOENT
	open /d/libaudit.so OK
	open /d/liba.so OK
