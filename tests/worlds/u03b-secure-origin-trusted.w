world 1
about set-user-ID: $ORIGIN that ends in a trusted directory counts
from glibc elf/dl-load.c is_trusted_path_normalize
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /usr/bin/app
	program
	needed liba.so
	runpath $ORIGIN/../lib/app
elf /usr/lib/app/liba.so
secure
ask tree /usr/bin/app
expect
	load liba.so => /usr/bin/../lib/app/liba.so by runpath
	open /usr/bin/../lib/app/tls/x86_64/x86_64/liba.so ENOENT
	stat /usr/bin/../lib/app/tls/x86_64/x86_64 ENOENT
	open /usr/bin/../lib/app/tls/x86_64/liba.so ENOENT
	stat /usr/bin/../lib/app/tls/x86_64 ENOENT
	open /usr/bin/../lib/app/tls/x86_64/liba.so ENOENT
	stat /usr/bin/../lib/app/tls/x86_64 ENOENT
	open /usr/bin/../lib/app/tls/liba.so ENOENT
	stat /usr/bin/../lib/app/tls ENOENT
	open /usr/bin/../lib/app/x86_64/x86_64/liba.so ENOENT
	stat /usr/bin/../lib/app/x86_64/x86_64 ENOENT
	open /usr/bin/../lib/app/x86_64/liba.so ENOENT
	stat /usr/bin/../lib/app/x86_64 ENOENT
	open /usr/bin/../lib/app/x86_64/liba.so ENOENT
	stat /usr/bin/../lib/app/x86_64 ENOENT
	open /usr/bin/../lib/app/liba.so OK
