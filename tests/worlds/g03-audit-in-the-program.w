world 1
about DT_AUDIT and DT_DEPAUDIT of the program
from glibc elf/rtld.c audit_list_add_dynamic_tag
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
	audit libaudit1.so:/d/libaudit2.so
	depaudit libaudit3.so
elf /d/liba.so
elf /d/libaudit1.so
elf /d/libaudit2.so
elf /d/libaudit3.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	warn object 'libaudit1.so' cannot be loaded as audit interface: undefined symbol: la_version; ignored.
	warn object '/d/libaudit2.so' cannot be loaded as audit interface: undefined symbol: la_version; ignored.
	warn object 'libaudit3.so' cannot be loaded as audit interface: undefined symbol: la_version; ignored.
	open /d/tls/x86_64/x86_64/libaudit1.so ENOENT
	stat /d/tls/x86_64/x86_64 ENOENT
	open /d/tls/x86_64/libaudit1.so ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/x86_64/libaudit1.so ENOENT
	stat /d/tls/x86_64 ENOENT
	open /d/tls/libaudit1.so ENOENT
	stat /d/tls ENOENT
	open /d/x86_64/x86_64/libaudit1.so ENOENT
	stat /d/x86_64/x86_64 ENOENT
	open /d/x86_64/libaudit1.so ENOENT
	stat /d/x86_64 ENOENT
	open /d/x86_64/libaudit1.so ENOENT
	stat /d/x86_64 ENOENT
	open /d/libaudit1.so OK
	open /d/libaudit2.so OK
	open /d/libaudit3.so OK
	open /d/liba.so OK
