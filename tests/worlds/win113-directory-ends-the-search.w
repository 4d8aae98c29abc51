world 1
about a directory of that name ends the search
from ntdll LdrpMapDllSearchPath: only STATUS_IMAGE_MACHINE_TYPE_MISMATCH is passed over; so measured with Wine
live no measured with Wine by the campaign of its own
loader windows
env PATH=C:\two
pe /C/app/prog.exe
	program
	import liba.dll
dir /C/app/liba.dll
pe /C/two/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	missing liba.dll
	stop "/C/app/liba.dll is either not designed to run on Windows or it contains an error (0xC00000BA)"
