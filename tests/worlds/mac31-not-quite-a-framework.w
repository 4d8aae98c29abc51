world 1
about a library inside a framework under another name is no framework
from dyld DyldProcessConfig.cpp getFrameworkPartialPath
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /F/X.framework/Libraries/liba.dylib
macho /F/X.framework/Libraries/liba.dylib
macho /env/liba.dylib
	load /usr/lib/libSystem.B.dylib
env DYLD_LIBRARY_PATH=/env
ask tree /app
expect
	load /F/X.framework/Libraries/liba.dylib => /env/liba.dylib by dyld-env
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
