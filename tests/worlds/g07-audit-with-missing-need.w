world 1
about a LD_AUDIT module whose need is missing
from glibc elf/rtld.c load_audit_module
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libaudit.so
	needed libnone.so
env LD_AUDIT=/d/libaudit.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object '/d/libaudit.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
