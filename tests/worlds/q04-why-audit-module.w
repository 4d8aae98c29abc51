world 1
about an audit module by a bare name is searched with the program's DT_RUNPATH in the place of its DT_RPATH
from glibc elf/dl-load.c _dl_map_object, BZ 28455
live no `why` has no counterpart in the loader
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	runpath /d
elf /d/libaudit.so
elf /e/libaudit.so
env LD_AUDIT=libaudit.so
env LD_LIBRARY_PATH=/e
ask why /app libaudit.so
expect
	statically linked
	warn object 'libaudit.so' cannot be loaded as audit interface: undefined symbol: la_version; ignored.
	edge /app libaudit.so -> /d/libaudit.so search
	shadow /e/libaudit.so
