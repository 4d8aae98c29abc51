world 1
about a DT_SONAME with a slash, as Spack writes it, is what DT_NEEDED says
from glibc elf/dl-load.c _dl_map_object
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed /d2/libn.so
	needed liba.so
	runpath /d1
elf /d1/liba.so
	needed /d2/libn.so
elf /d2/libn.so
	soname /d2/libn.so
ask tree /app
expect
	load /d2/libn.so => /d2/libn.so by slash
	load liba.so => /d1/liba.so by runpath
	open /d2/libn.so OK
	open /d1/tls/x86_64/x86_64/liba.so ENOENT
	stat /d1/tls/x86_64/x86_64 ENOENT
	open /d1/tls/x86_64/liba.so ENOENT
	stat /d1/tls/x86_64 ENOENT
	open /d1/tls/x86_64/liba.so ENOENT
	stat /d1/tls/x86_64 ENOENT
	open /d1/tls/liba.so ENOENT
	stat /d1/tls ENOENT
	open /d1/x86_64/x86_64/liba.so ENOENT
	stat /d1/x86_64/x86_64 ENOENT
	open /d1/x86_64/liba.so ENOENT
	stat /d1/x86_64 ENOENT
	open /d1/x86_64/liba.so ENOENT
	stat /d1/x86_64 ENOENT
	open /d1/liba.so OK
