world 1
about a process of x86_64h takes a library that is for x86_64 only
from dyld common/MachOFile.cpp GradedArchs, FatFile::isFatFileWithSlice
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	arch x86_64h
	load /l/liba.dylib
macho /l/liba.dylib
	arch x86_64
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /l/liba.dylib => /l/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
