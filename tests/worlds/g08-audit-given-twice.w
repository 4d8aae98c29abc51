world 1
about every LD_AUDIT counts
from glibc elf/rtld.c process_envvars audit_list_add_string
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
env LD_AUDIT=/nowhere/libone.so
env LD_AUDIT=/nowhere/libtwo.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object '/nowhere/libone.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
	warn object '/nowhere/libtwo.so' cannot be loaded as audit interface: cannot open shared object file; ignored.
