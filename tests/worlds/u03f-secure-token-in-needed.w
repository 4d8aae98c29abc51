world 1
about set-user-ID: a token in DT_NEEDED is fatal
from glibc elf/dl-deps.c expand_dst
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d/$LIB/liba.so
elf /d/lib/x86_64-linux-gnu/liba.so
secure
ask tree /app
expect
	stop /d/$LIB/liba.so: DST not allowed in SUID/SGID programs
