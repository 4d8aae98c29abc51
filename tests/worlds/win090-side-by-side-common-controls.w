world 1
about without a Windows in the tree its own assemblies are presumed
from Microsoft "Supported Microsoft Side-by-side Assemblies"; "Enabling Visual Styles"
live no documented, not measured: there is no Windows to ask
loader windows
pe /C/app/prog.exe
	program
	import KERNEL32.dll
	manifest "<assembly xmlns=\"urn:schemas-microsoft-com:asm.v1\" manifestVersion=\"1.0\">"
	manifest "<dependency><dependentAssembly>"
	manifest "<assemblyIdentity type=\"win32\" name=\"Microsoft.Windows.Common-Controls\" version=\"6.0.0.0\" processorArchitecture=\"*\" publicKeyToken=\"6595b64144ccf1df\" language=\"*\"/>"
	manifest "</dependentAssembly></dependency></assembly>"
ask tree /C/app/prog.exe
expect
	load KERNEL32.dll => C:\Windows\System32\KERNEL32.dll by known-dll
