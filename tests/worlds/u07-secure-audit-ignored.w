world 1
about set-user-ID: LD_AUDIT with a slash is ignored in silence
from glibc elf/rtld.c audit_list_next
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libaudit.so
env LD_AUDIT=/d/libaudit.so
secure
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
