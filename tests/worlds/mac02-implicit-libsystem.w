world 1
about who names no library needs libSystem all the same
from dyld mach_o Header::forEachLinkedDylib, synthesizedLink
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
ask tree /app
expect
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
