world 1
about with DevOverrideEnable it is redirected all the same
from Microsoft "Dynamic-link library redirection", DevOverrideEnable
live no documented, not measured: there is no Windows to ask
loader windows
dev-override
pe /C/app/prog.exe
	program
	import liba.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\"></assembly>"
pe /C/app/prog.exe.local/liba.dll
pe /C/app/liba.dll
dir /C/Windows/System32
ask tree /C/app/prog.exe
expect
	load liba.dll => /C/app/prog.exe.local/liba.dll by local
