world 1
about a section __RESTRICT,__restrict takes them away
from dyld MachOFile.cpp isRestricted
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	restricted
	load /opt/liba.dylib
macho /opt/liba.dylib
	load /usr/lib/libSystem.B.dylib
macho /env/liba.dylib
env DYLD_LIBRARY_PATH=/env
ask tree /app
expect
	load /opt/liba.dylib => /opt/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
