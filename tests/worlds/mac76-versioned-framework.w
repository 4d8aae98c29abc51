world 1
about a newer framework in DYLD_VERSIONED_FRAMEWORK_PATH takes the place of an older one; a library there does not
from dyld DyldProcessConfig.cpp PathOverrides::checkVersionedPath, processVersionedPaths
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /l/A.framework/A
	load /l/liba.dylib
macho /l/A.framework/A
	id /l/A.framework/A
	version 1.0
	load /usr/lib/libSystem.B.dylib
macho /new/A.framework/A
	id /l/A.framework/A
	version 2.0
	load /usr/lib/libSystem.B.dylib
macho /l/liba.dylib
	id /l/liba.dylib
	version 1.0
	load /usr/lib/libSystem.B.dylib
macho /new/liba.dylib
	id /l/liba.dylib
	version 2.0
	load /usr/lib/libSystem.B.dylib
env DYLD_VERSIONED_FRAMEWORK_PATH=/new
ask tree /app
expect
	load /l/A.framework/A => /new/A.framework/A by dyld-env
	load /l/liba.dylib => /l/liba.dylib by slash
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
