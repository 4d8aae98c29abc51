world 1
about a chain of forty libraries
from glibc elf/dl-deps.c
loader /lib64/ld-linux-x86-64.so.2 glibc 2.36
elf /app
	program
	needed lib01.so
	rpath /d
elf /d/lib01.so
	needed lib02.so
elf /d/lib02.so
	needed lib03.so
elf /d/lib03.so
	needed lib04.so
elf /d/lib04.so
	needed lib05.so
elf /d/lib05.so
	needed lib06.so
elf /d/lib06.so
	needed lib07.so
elf /d/lib07.so
	needed lib08.so
elf /d/lib08.so
	needed lib09.so
elf /d/lib09.so
	needed lib10.so
elf /d/lib10.so
	needed lib11.so
elf /d/lib11.so
	needed lib12.so
elf /d/lib12.so
	needed lib13.so
elf /d/lib13.so
	needed lib14.so
elf /d/lib14.so
	needed lib15.so
elf /d/lib15.so
	needed lib16.so
elf /d/lib16.so
	needed lib17.so
elf /d/lib17.so
	needed lib18.so
elf /d/lib18.so
	needed lib19.so
elf /d/lib19.so
	needed lib20.so
elf /d/lib20.so
	needed lib21.so
elf /d/lib21.so
	needed lib22.so
elf /d/lib22.so
	needed lib23.so
elf /d/lib23.so
	needed lib24.so
elf /d/lib24.so
	needed lib25.so
elf /d/lib25.so
	needed lib26.so
elf /d/lib26.so
	needed lib27.so
elf /d/lib27.so
	needed lib28.so
elf /d/lib28.so
	needed lib29.so
elf /d/lib29.so
	needed lib30.so
elf /d/lib30.so
	needed lib31.so
elf /d/lib31.so
	needed lib32.so
elf /d/lib32.so
	needed lib33.so
elf /d/lib33.so
	needed lib34.so
elf /d/lib34.so
	needed lib35.so
elf /d/lib35.so
	needed lib36.so
elf /d/lib36.so
	needed lib37.so
elf /d/lib37.so
	needed lib38.so
elf /d/lib38.so
	needed lib39.so
elf /d/lib39.so
	needed lib40.so
elf /d/lib40.so
ask tree /app
expect
	load lib01.so => /d/lib01.so by rpath
	load lib02.so => /d/lib02.so by rpath
	load lib03.so => /d/lib03.so by rpath
	load lib04.so => /d/lib04.so by rpath
	load lib05.so => /d/lib05.so by rpath
	load lib06.so => /d/lib06.so by rpath
	load lib07.so => /d/lib07.so by rpath
	load lib08.so => /d/lib08.so by rpath
	load lib09.so => /d/lib09.so by rpath
	load lib10.so => /d/lib10.so by rpath
	load lib11.so => /d/lib11.so by rpath
	load lib12.so => /d/lib12.so by rpath
	load lib13.so => /d/lib13.so by rpath
	load lib14.so => /d/lib14.so by rpath
	load lib15.so => /d/lib15.so by rpath
	load lib16.so => /d/lib16.so by rpath
	load lib17.so => /d/lib17.so by rpath
	load lib18.so => /d/lib18.so by rpath
	load lib19.so => /d/lib19.so by rpath
	load lib20.so => /d/lib20.so by rpath
	load lib21.so => /d/lib21.so by rpath
	load lib22.so => /d/lib22.so by rpath
	load lib23.so => /d/lib23.so by rpath
	load lib24.so => /d/lib24.so by rpath
	load lib25.so => /d/lib25.so by rpath
	load lib26.so => /d/lib26.so by rpath
	load lib27.so => /d/lib27.so by rpath
	load lib28.so => /d/lib28.so by rpath
	load lib29.so => /d/lib29.so by rpath
	load lib30.so => /d/lib30.so by rpath
	load lib31.so => /d/lib31.so by rpath
	load lib32.so => /d/lib32.so by rpath
	load lib33.so => /d/lib33.so by rpath
	load lib34.so => /d/lib34.so by rpath
	load lib35.so => /d/lib35.so by rpath
	load lib36.so => /d/lib36.so by rpath
	load lib37.so => /d/lib37.so by rpath
	load lib38.so => /d/lib38.so by rpath
	load lib39.so => /d/lib39.so by rpath
	load lib40.so => /d/lib40.so by rpath
