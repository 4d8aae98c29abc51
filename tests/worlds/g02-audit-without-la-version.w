world 1
about a LD_AUDIT module that is no auditor
from glibc elf/rtld.c load_audit_module
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libaudit.so
	needed libdep.so
	runpath /e
elf /e/libdep.so
env LD_AUDIT=/d/libaudit.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object '/d/libaudit.so' cannot be loaded as audit interface: undefined symbol: la_version; ignored.
	open /d/libaudit.so OK
	open /e/tls/x86_64/x86_64/libdep.so ENOENT
	stat /e/tls/x86_64/x86_64 ENOENT
	open /e/tls/x86_64/libdep.so ENOENT
	stat /e/tls/x86_64 ENOENT
	open /e/tls/x86_64/libdep.so ENOENT
	stat /e/tls/x86_64 ENOENT
	open /e/tls/libdep.so ENOENT
	stat /e/tls ENOENT
	open /e/x86_64/x86_64/libdep.so ENOENT
	stat /e/x86_64/x86_64 ENOENT
	open /e/x86_64/libdep.so ENOENT
	stat /e/x86_64 ENOENT
	open /e/x86_64/libdep.so ENOENT
	stat /e/x86_64 ENOENT
	open /e/libdep.so OK
	open /d/tls/x86_64/x86_64/liba.so ENOENT
	stat /d/tls/x86_64/x86_64 ENOENT
	open /d/tls/x86_64/liba.so ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/x86_64/liba.so ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/liba.so ENOENT
	stat /d/tls ENOENT
	open /d/x86_64/x86_64/liba.so ENOENT
	stat /d/x86_64/x86_64 ENOENT
	open /d/x86_64/liba.so ENOENT
	stat /d/x86_64 ENOENT
	open /d/x86_64/liba.so ENOENT
	stat /d/x86_64 ENOENT
	open /d/liba.so OK
