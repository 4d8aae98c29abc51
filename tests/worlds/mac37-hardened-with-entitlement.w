world 1
about unless its entitlements allow them
from dyld Apple: com.apple.security.cs.allow-dyld-environment-variables
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	signed runtime
	entitlement com.apple.security.cs.allow-dyld-environment-variables
	load /opt/liba.dylib
macho /opt/liba.dylib
macho /env/liba.dylib
	load /usr/lib/libSystem.B.dylib
env DYLD_LIBRARY_PATH=/env
ask tree /app
expect
	load /opt/liba.dylib => /env/liba.dylib by dyld-env
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
