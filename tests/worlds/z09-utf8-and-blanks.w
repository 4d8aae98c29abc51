world 1
about blanks and letters beyond ASCII in names and directories
from glibc elf/dl-load.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed "lib \xc3\xa9.so"
	runpath "/d \xc3\xa9"
elf "/d \xc3\xa9/lib \xc3\xa9.so"
ask tree /app
expect
	load "lib \xc3\xa9.so" => "/d \xc3\xa9/lib \xc3\xa9.so" by runpath
