world 1
about a process of x86_64 takes no library of an Apple chip, nor the other way around
from dyld common/MachOFile.cpp GradedArchs, FatFile::isFatFileWithSlice
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	arch x86_64
	weak /l/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /l/liba.dylib
	arch arm64 arm64e
ask tree /app
expect
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
