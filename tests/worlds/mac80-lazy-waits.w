world 1
about what LC_LAZY_LOAD_DYLIB names is not loaded at the start, nor missed; libSystem is needed all the same
from dyld mach_o/Header.cpp forEachLinkedDylib, which has no case for it
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	lazy /l/liba.dylib
	lazy /l/gone.dylib
macho /l/liba.dylib
	load /l/gone.dylib
ask tree /app
expect
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
