world 1
about a process of arm64e takes no library of arm64
from dyld common/MachOFile.cpp GradedArchs, FatFile::isFatFileWithSlice
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	arch arm64e
	rpath /x
	rpath /y
	load @rpath/liba.dylib
macho /x/liba.dylib
	arch arm64
macho /y/liba.dylib
	arch arm64 arm64e
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load @rpath/liba.dylib => /y/liba.dylib by lc-rpath
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stat /x/liba.dylib OK
	stat /y/liba.dylib OK
