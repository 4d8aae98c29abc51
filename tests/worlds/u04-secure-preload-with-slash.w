world 1
about set-user-ID: a LD_PRELOAD with a slash is ignored in silence
from glibc elf/rtld.c dso_name_valid_for_suid
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d
elf /d/liba.so
elf /d/libp.so
	mode 4755
env LD_PRELOAD=/d/libp.so
secure
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
