world 1
about a big-endian file: its e_machine read the other way round is another machine, which Debian's loader tests first
from Debian glibc any/unsubmitted-ldso-machine-mismatch.diff; upstream "ELF file data encoding not little-endian"
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1:/d2
elf /d1/liba.so
	data msb
elf /d2/liba.so
ask tree /app
expect
	load liba.so => /d2/liba.so by runpath
