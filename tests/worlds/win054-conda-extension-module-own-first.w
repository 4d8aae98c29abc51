world 1
about its own directory and that of python.exe come before those five
from conda-forge python-feedstock, 0007-Add-CondaEcosystemModifyDllSearchPath.patch: search order
live no documented, not measured: there is no Windows to ask
loader windows
start conda
pe /C/env/Lib/site-packages/pkg/x.pyd
	import liba.dll
	import libb.dll
pe /C/env/python.exe
	program
pe /C/env/Lib/site-packages/pkg/liba.dll
pe /C/env/Library/bin/liba.dll
pe /C/env/libb.dll
pe /C/env/Library/bin/libb.dll
dir /C/Windows/System32
dir /C/env/conda-meta
ask tree /C/env/Lib/site-packages/pkg/x.pyd
expect
	load python.exe => /C/env/python.exe by none
	load liba.dll => /C/env/Lib/site-packages/pkg/liba.dll by load-dir
	load libb.dll => /C/env/libb.dll by app-dir
