world 1
about an activated environment begins PATH with its directories
from conda activate.py, _get_path_dirs
live no documented, not measured: there is no Windows to ask
loader windows
start conda
pe /C/env/Library/tools/prog.exe
	program
	import liba.dll
	import libb.dll
	import libc.dll
	import libd.dll
pe /C/env/liba.dll
pe /C/env/Library/mingw-w64/bin/liba.dll
pe /C/env/Library/mingw-w64/bin/libb.dll
pe /C/env/Library/usr/bin/libb.dll
pe /C/env/Library/usr/bin/libc.dll
pe /C/env/Library/bin/libc.dll
pe /C/env/Library/bin/libd.dll
pe /C/env/Scripts/libd.dll
dir /C/Windows/System32
dir /C/env/conda-meta
ask tree /C/env/Library/tools/prog.exe
expect
	load liba.dll => /C/env/liba.dll by path
	load libb.dll => /C/env/Library/mingw-w64/bin/libb.dll by path
	load libc.dll => /C/env/Library/usr/bin/libc.dll by path
	load libd.dll => /C/env/Library/bin/libd.dll by path
