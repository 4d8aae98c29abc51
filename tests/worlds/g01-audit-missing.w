world 1
about a missing LD_AUDIT module is a warning
from glibc elf/rtld.c load_audit_module
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
env LD_AUDIT=/nowhere/libaudit.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object '/nowhere/libaudit.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
