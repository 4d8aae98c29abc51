world 1
about two DT_AUXILIARY and DT_NEEDED among them: the dynamic section is walked in order
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed liba.so
	needed libz1.so
	rpath /d
elf /d/liba.so
	needed libn1.so
	auxiliary libx1.so
	needed libn2.so
	auxiliary libx2.so
elf /d/libn1.so
elf /d/libn2.so
elf /d/libx1.so
	needed libn3.so
elf /d/libx2.so
elf /d/libn3.so
elf /d/libz1.so
ask tree /app
expect
	load libx1.so => /d/libx1.so by rpath
	load libx2.so => /d/libx2.so by rpath
	load liba.so => /d/liba.so by rpath
	load libz1.so => /d/libz1.so by rpath
	load libn1.so => /d/libn1.so by rpath
	load libn2.so => /d/libn2.so by rpath
	load libn3.so => /d/libn3.so by rpath
