world 1
about Python of conda adds five directories of the environment
from conda-forge python-feedstock, 0007-Add-CondaEcosystemModifyDllSearchPath.patch
live no documented, not measured: there is no Windows to ask
loader windows
start conda
pe /C/env/Lib/site-packages/pkg/x.pyd
	import liba.dll
	import libb.dll
	import libc.dll
	import libd.dll
	import libe.dll
pe /C/env/python.exe
	program
pe /C/env/Library/bin/liba.dll
pe /C/env/bin/libb.dll
pe /C/env/Scripts/libc.dll
pe /C/env/Library/usr/bin/libd.dll
pe /C/env/Library/mingw-w64/bin/libe.dll
dir /C/Windows/System32
dir /C/env/conda-meta
ask tree /C/env/Lib/site-packages/pkg/x.pyd
expect
	load python.exe => /C/env/python.exe by none
	load liba.dll => /C/env/Library/bin/liba.dll by user-dir
	load libb.dll => /C/env/bin/libb.dll by user-dir
	load libc.dll => /C/env/Scripts/libc.dll by user-dir
	load libd.dll => /C/env/Library/usr/bin/libd.dll by user-dir
	load libe.dll => /C/env/Library/mingw-w64/bin/libe.dll by user-dir
