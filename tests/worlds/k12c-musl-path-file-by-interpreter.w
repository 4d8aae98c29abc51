world 1
about the path file lies two levels above the interpreter
from musl ldso/dynlink.c load_library
loader /lib/ld-musl-x86_64.so.1 musl 1.2.3
elf /app
	program
	needed liba.so
	interp /opt/m/lib/ld-musl-x86_64.so.1
link /opt/m/lib/ld-musl-x86_64.so.1 -> /lib/ld-musl-x86_64.so.1
elf /d/liba.so
text /opt/m/etc/ld-musl-x86_64.path /d
ask tree /app
expect
	load liba.so => /d/liba.so by path-file
	open /opt/m/etc/ld-musl-x86_64.path OK
	open /d/liba.so OK
