world 1
about a file for another machine with a wrong EI_OSABI is passed over by Debian's loader, fatal upstream
from Debian glibc any/unsubmitted-ldso-machine-mismatch.diff
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	osabi 9
	emachine aarch64
elf /d2/liba.so
ask tree /app
expect
	load liba.so => /d2/liba.so by runpath
