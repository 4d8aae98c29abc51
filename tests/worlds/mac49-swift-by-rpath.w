world 1
about Swift's libraries live in the shared cache and are asked for by an rpath
from swift: the driver writes the rpath /usr/lib/swift into programs for macOS before 12
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	rpath /usr/lib/swift
	load @rpath/libswiftCore.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load @rpath/libswiftCore.dylib => /usr/lib/swift/libswiftCore.dylib by shared-cache
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
