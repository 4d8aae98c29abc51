world 1
about LC_DYLD_ENVIRONMENT of the program counts behind the variable
from dyld DyldProcessConfig.cpp PathOverrides::setFromEnvVars
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	environment DYLD_LIBRARY_PATH=@executable_path/in
	load /opt/liba.dylib
macho /opt/liba.dylib
macho /in/liba.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /app
expect
	load /opt/liba.dylib => /in/liba.dylib by dyld-env
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
