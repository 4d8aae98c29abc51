world 1
about DYLD_FRAMEWORK_PATH is for frameworks, with the whole of their path
from dyld DyldProcessConfig.cpp getFrameworkPartialPath
live no documented, not measured: there is no Mac to ask
loader dyld
macho /app
	program
	load /Library/Frameworks/X.framework/Versions/A/X
macho /Library/Frameworks/X.framework/Versions/A/X
macho /env/X.framework/Versions/A/X
	load /usr/lib/libSystem.B.dylib
env DYLD_FRAMEWORK_PATH=/env
ask tree /app
expect
	load /Library/Frameworks/X.framework/Versions/A/X => /env/X.framework/Versions/A/X by dyld-env
	load /usr/lib/libSystem.B.dylib => /usr/lib/libSystem.B.dylib by shared-cache
