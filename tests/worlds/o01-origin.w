world 1
about $ORIGIN is the program's directory
from glibc elf/dl-origin.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/bin/app
	program
	needed liba.so
	runpath $ORIGIN/lib
elf /opt/bin/lib/liba.so
ask tree /opt/bin/app
expect
	load liba.so => /opt/bin/lib/liba.so by runpath
	open /opt/bin/lib/tls/x86_64/x86_64/liba.so ENOENT
	stat /opt/bin/lib/tls/x86_64/x86_64 ENOENT
	open /opt/bin/lib/tls/x86_64/liba.so ENOENT
	stat /opt/bin/lib/tls/x86_64 ENOENT
	open /opt/bin/lib/tls/x86_64/liba.so ENOENT
	stat /opt/bin/lib/tls/x86_64 ENOENT
	open /opt/bin/lib/tls/liba.so ENOENT
	stat /opt/bin/lib/tls ENOENT
	open /opt/bin/lib/x86_64/x86_64/liba.so ENOENT
	stat /opt/bin/lib/x86_64/x86_64 ENOENT
	open /opt/bin/lib/x86_64/liba.so ENOENT
	stat /opt/bin/lib/x86_64 ENOENT
	open /opt/bin/lib/x86_64/liba.so ENOENT
	stat /opt/bin/lib/x86_64 ENOENT
	open /opt/bin/lib/liba.so OK
