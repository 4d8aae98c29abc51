world 1
about a library that needs x86-64-v4 on a lesser CPU: a real start stops, but trace mode, which counts here, lists it
from glibc sysdeps/x86/dl-prop.h
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	runpath /d1
elf /d1/liba.so
	isa x86-64-v4
cpu x86-64-v3
ask tree /app
expect
	load liba.so => /d1/liba.so by runpath
