world 1
about a LD_AUDIT module that is a directory
from glibc elf/rtld.c load_audit_module
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
dir /d/libaudit.so
env LD_AUDIT=/d/libaudit.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object '/d/libaudit.so' cannot be loaded as audit interface: cannot read file data; ignored.
