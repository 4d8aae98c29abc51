world 1
about a program of a new SDK does not
from dyld JustInTimeLoader.cpp make: pre2022Binary
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	sdk 15.0
	load /gone/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /usr/local/lib/liba.dylib
ask tree /app
expect
	missing /gone/liba.dylib
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stop Library not loaded: /gone/liba.dylib
