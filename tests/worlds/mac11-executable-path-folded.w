world 1
about /.. behind @executable_path is taken off as text
from dyld Loader.cpp expandAndNormalizeAtExecutablePath
live no documented, not measured: there is no Mac to ask
loader dyld
macho /a/b/app
	program
	load @executable_path/../../c/liba.dylib
macho /c/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /a/b/app
expect
	load @executable_path/../../c/liba.dylib => /c/liba.dylib by executable-path
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
	stat /a/../c/liba.dylib OK
