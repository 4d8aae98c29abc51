world 1
about the DT_RPATH that stands beside a DT_RUNPATH is not inherited either
from glibc elf/get-dynamic-info.h
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	rpath /d:/e
	runpath /d
elf /d/liba.so
	needed libb.so
elf /e/libb.so
ask tree /app
expect
	load liba.so => /d/liba.so by runpath
	missing libb.so
