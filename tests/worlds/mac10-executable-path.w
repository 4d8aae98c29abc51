world 1
about @executable_path is the program's directory, for libraries too
from dyld Loader.cpp expandAtExecutablePath
live no documented, not measured: there is no Mac to ask
loader dyld
macho /App/Contents/MacOS/app
	program
	load @executable_path/../Frameworks/liba.dylib
macho /App/Contents/Frameworks/liba.dylib
	load @executable_path/libb.dylib
macho /App/Contents/MacOS/libb.dylib
	load /usr/lib/libSystem.B.dylib
ask tree /App/Contents/MacOS/app
expect
	load @executable_path/../Frameworks/liba.dylib => /App/Contents/Frameworks/liba.dylib by executable-path
	load @executable_path/libb.dylib => /App/Contents/MacOS/libb.dylib by executable-path
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
