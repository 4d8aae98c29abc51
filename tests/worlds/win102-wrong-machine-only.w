world 1
about only a library for another machine is there
from Microsoft "NTSTATUS Values": 0xC000007B STATUS_INVALID_IMAGE_FORMAT; Wine dlls/ntdll/loader.c search_dll_file: a file of another machine is passed over
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import liba.dll
pe /C/app/liba.dll
	machine i386
pe /C/one/liba.dll
	machine aarch64
dir /C/Windows/System32
env PATH=C:\one
ask tree /C/app/prog.exe
expect
	missing liba.dll
	stop /C/app/liba.dll is either not designed to run on Windows or it contains an error (0xC000007B)
