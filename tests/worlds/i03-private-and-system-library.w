world 1
about one library of its own, one of the system
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /opt/app
	program
	needed libm.so.6
	needed liba.so
	runpath $ORIGIN/d
elf /opt/d/liba.so
elf /lib/x86_64-linux-gnu/libm.so.6
	soname libm.so.6
	needed libc.so.6
elf /lib/x86_64-linux-gnu/libc.so.6
	soname libc.so.6
	needed ld-linux-x86-64.so.2
cache /etc/ld.so.cache
	entry libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6
	entry libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6
ask tree /opt/app
expect
	load libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 by cache
	load liba.so => /opt/d/liba.so by runpath
	load libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 by cache
	load ld-linux-x86-64.so.2 => /lib64/ld-linux-x86-64.so.2 by loader
	open /opt/d/tls/x86_64/x86_64/libm.so.6 ENOENT
	stat /opt/d/tls/x86_64/x86_64 ENOENT
	open /opt/d/tls/x86_64/libm.so.6 ENOENT
	stat /opt/d/tls/x86_64 ENOENT
	open /opt/d/tls/x86_64/libm.so.6 ENOENT
	stat /opt/d/tls/x86_64 ENOENT
	open /opt/d/tls/libm.so.6 ENOENT
	stat /opt/d/tls ENOENT
	open /opt/d/x86_64/x86_64/libm.so.6 ENOENT
	stat /opt/d/x86_64/x86_64 ENOENT
	open /opt/d/x86_64/libm.so.6 ENOENT
	stat /opt/d/x86_64 ENOENT
	open /opt/d/x86_64/libm.so.6 ENOENT
	stat /opt/d/x86_64 ENOENT
	open /opt/d/libm.so.6 ENOENT
	stat /opt/d OK
	open /etc/ld.so.cache OK
	open /lib/x86_64-linux-gnu/libm.so.6 OK
	open /opt/d/liba.so OK
	open /lib/x86_64-linux-gnu/libc.so.6 OK
