world 1
about behind the directories of the environment comes the rest of PATH
from conda activate.py, _get_path_dirs
live no documented, not measured: there is no Windows to ask
loader windows
start conda
pe /C/env/prog.exe
	program
	import liba.dll
	import libb.dll
	import libc.dll
pe /C/env/Scripts/liba.dll
pe /C/env/bin/libb.dll
pe /C/one/liba.dll
pe /C/one/libb.dll
pe /C/one/libc.dll
dir /C/Windows/System32
dir /C/env/conda-meta
env PATH=C:\one
ask tree /C/env/prog.exe
expect
	load liba.dll => /C/env/Scripts/liba.dll by path
	load libb.dll => /C/env/bin/libb.dll by path
	load libc.dll => /C/one/libc.dll by path
