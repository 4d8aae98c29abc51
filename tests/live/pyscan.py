#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the scanner of Python files tells against what Python opens.

Packages are written, imported by the real Python with an audit hook (ctypes.dlopen), and every path that was opened has
to be one that a pattern stands for, with its name known. Then every Python file of the system is scanned: none may fail.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))
from tally import BUILD, Tally  # noqa: E402

PYTHON = "/usr/bin/python3"
SCAN = os.environ.get("PYSCAN", str(BUILD / "tests/unit/pyscan"))
ZLIB = next(p for p in ("/lib/x86_64-linux-gnu/libz.so.1", "/usr/lib/x86_64-linux-gnu/libz.so.1", "/lib64/libz.so.1") if os.path.exists(p))

HOOK = """
import sys, json, os
opened = []
def hook(event, args):
    if event == "ctypes.dlopen":
        name = args[0]
        opened.append(os.fsdecode(name) if isinstance(name, (str, bytes)) or hasattr(name, "__fspath__") else None)
import ctypes, ctypes.util
sys.addaudithook(hook)
sys.path.insert(0, sys.argv[1])
try:
    __import__(sys.argv[2])
    trouble = ""
except Exception as e:
    trouble = repr(e)
print(json.dumps([opened, trouble, sys.prefix]))
"""

# Each: what stands in the package's __init__.py. The package has libx.so, lib/liby.so, lib/libz.so, data/libx-1a2b.so.
PACKAGES = {
    "plain": "import ctypes\nctypes.CDLL('libz.so.1')\n",
    "alias": "from ctypes import CDLL as C\nC('libz.so.1')\n",
    "module_alias": "import ctypes as ct\nct.cdll.LoadLibrary('libz.so.1')\n",
    "beside": "import ctypes, os\nlib = ctypes.CDLL(os.path.join(os.path.dirname(__file__), 'libx.so'))\n",
    "real": "import ctypes, os.path as p\nhere = p.dirname(p.abspath(p.realpath(__file__)))\nctypes.CDLL(p.join(here, 'lib', 'liby.so'))\n",
    "pathlib": "from pathlib import Path\nfrom ctypes import *\next = 'so'\nCDLL(str(Path(__file__).resolve().parent / 'lib' / f'lib{\"y\"}.{ext}'))\n",
    "parents": "import pathlib, ctypes\nroot = pathlib.Path(__file__).parents[0]\nctypes.CDLL(root.joinpath('lib', 'liby.so').as_posix())\n",
    "loop": "import ctypes, os\nd = os.path.join(os.path.dirname(__file__), 'lib')\nfor n in ('libnone.so', 'liby.so', 'libz.so'):\n    p = os.path.join(d, n)\n    if os.path.exists(p):\n        ctypes.CDLL(p)\n",
    "loop_break": "import ctypes, os\nname = None\nfor n in ['libnone.so', 'liby.so', 'libz.so']:\n    name = os.path.join(os.path.dirname(__file__), 'lib', n)\n    if os.path.exists(name):\n        break\nctypes.CDLL(name)\n",
    "function": "import ctypes, os\ndef load(stem, where='lib'):\n    base = os.path.dirname(__file__)\n    return ctypes.CDLL(os.path.join(base, where, 'lib%s.so' % stem), mode=ctypes.RTLD_GLOBAL)\nload('y')\nload(stem='z')\n",
    "nested": "import ctypes, os\ndef outer(d):\n    def inner(n):\n        return os.path.join(d, n)\n    return inner\nfind = outer(os.path.dirname(__file__))\nctypes.CDLL(find('libx.so'))\n",
    "klass": "import ctypes, os\nclass Lib:\n    NAME = 'lib{}.so'\n    def __init__(self, stem):\n        self.path = os.path.join(os.path.dirname(__file__), 'lib', self.NAME.format(stem))\n    def load(self):\n        return ctypes.CDLL(self.path)\nLib('y').load()\n",
    "dictionary": "import ctypes, os, sys, platform\nNAMES = {'Linux': 'liby.so', 'Darwin': 'liby.dylib', 'Windows': 'y.dll'}\nctypes.CDLL(os.path.join(os.path.dirname(__file__), 'lib', NAMES[platform.system()]))\n",
    "ternary": "import ctypes, os, sys\next = 'dll' if sys.platform == 'win32' else 'dylib' if sys.platform == 'darwin' else 'so'\nctypes.CDLL(os.path.join(os.path.dirname(__file__), 'lib', 'liby.' + ext))\n",
    "globbed": "import ctypes, glob, os\nfor f in sorted(glob.glob(os.path.join(os.path.dirname(__file__), 'data', 'libx-*.so'))):\n    ctypes.CDLL(f)\n",
    "listed": "import ctypes, os\nd = os.path.join(os.path.dirname(__file__), 'data')\nfor f in os.listdir(d):\n    if f.endswith('.so'):\n        ctypes.CDLL(os.path.join(d, f))\n",
    "find": "import ctypes.util\nctypes.CDLL(ctypes.util.find_library('z'))\n",
    "attribute": "import ctypes\ntry:\n    ctypes.cdll.nowhere\nexcept OSError:\n    pass\nctypes.cdll['libz.so.1']\n",
    "program": "import ctypes\nctypes.CDLL(None)\n",
    "resources": "import ctypes\nfrom importlib import resources\nctypes.CDLL(str(resources.files(__name__) / 'lib' / 'liby.so'))\nwith resources.path(__package__, 'libx.so') as p:\n    ctypes.CDLL(str(p))\n",
    "fallback": "import ctypes, os\ndef _load():\n    for d in (os.path.dirname(__file__), '/nowhere', None):\n        for n in 'libq.so', 'libx.so':\n            try:\n                return ctypes.CDLL(n if d is None else d + '/' + n)\n            except OSError:\n                continue\n    raise ImportError\n_lib = _load()\n",
    "comprehension": "import ctypes, os\nhere = os.path.dirname(__file__)\npaths = [os.path.join(here, 'lib', 'lib' + s + '.so') for s in 'y z'.split()] + [here + os.sep + n for n in ['libx.so']]\nlibs = [ctypes.CDLL(p) for p in paths]\n",
    "items": "import ctypes, os\ndef _preload(folder, name):\n    ctypes.CDLL(os.path.join(os.path.dirname(__file__), folder, name), mode=ctypes.RTLD_GLOBAL)\nfor folder, name in {'lib': 'liby.so', 'data': 'libx-1a2b.so'}.items():\n    _preload(folder, name)\n",
    "search_path": "import ctypes, os, sys\ndef _preload_deps():\n    for path in sys.path:\n        candidate = os.path.join(path, 'p_search_path', 'lib', 'liby.so')\n        if os.path.exists(candidate):\n            ctypes.CDLL(candidate)\n            break\n_preload_deps()\n",
    "walrus": "import ctypes, os\nif (p := os.path.join(os.path.dirname(__file__), 'libx.so')) and os.path.exists(p):\n    ctypes.CDLL(p)\n",
    "lines": "import ctypes, os\nctypes.CDLL(\n    os.path.join(  # here\n        os.path.dirname(\n            __file__),\n        'li' 'b',\n        r'lib''y' \\\n        '.so'))\n",
    "global_state": "import ctypes, os\n_dir = None\ndef setup():\n    global _dir\n    _dir = os.path.join(os.path.dirname(__file__), 'lib')\ndef load():\n    ctypes.CDLL(_dir + '/liby.so')\nsetup()\nload()\n",
    "up": "import ctypes, os\nctypes.CDLL(os.path.abspath(os.path.join(os.path.dirname(__file__), os.pardir, 'p_up.libs', 'libx.so')))\n",
    "cwd": "import ctypes, os\nos.chdir(os.path.dirname(__file__))\nctypes.CDLL('./libx.so')\nctypes.CDLL(os.path.join(os.getcwd(), 'lib', 'liby.so'))\n",
    "subclass": "import ctypes, os\nclass My(ctypes.CDLL):\n    pass\nMy(os.path.join(os.path.dirname(__file__), 'libx.so'))\n",
    "mapped": "import ctypes, os\nlist(map(ctypes.CDLL, [os.path.join(os.path.dirname(__file__), 'libx.so')]))\n",
    "generator": "import ctypes, os\ndef candidates():\n    yield os.path.join(os.path.dirname(__file__), 'none.so')\n    yield os.path.join(os.path.dirname(__file__), 'libx.so')\nlib = next(ctypes.CDLL(p) for p in candidates() if os.path.isfile(p))\n",
    "getattr_": "import ctypes, os\nmake = getattr(ctypes, 'CDLL')\nmake(os.path.join(os.path.dirname(__file__), 'libx.so'))\n",
    "environment": "import ctypes, os\nroot = os.environ.get('NO_SUCH_ROOT', os.path.dirname(__file__))\nctypes.CDLL(os.path.join(root, 'libx.so'))\n",
    "private": "import _ctypes, os\n_ctypes.dlopen(os.path.join(os.path.dirname(__file__), 'libx.so'), 0)\n",
    "matched": "import ctypes, os, sys\nmatch sys.platform:\n    case 'linux':\n        n = 'libx.so'\n    case 'darwin' | 'ios':\n        n = 'libx.dylib'\n    case _:\n        n = 'x.dll'\nctypes.CDLL(os.path.join(os.path.dirname(__file__), n))\n",
    "while_up": "import ctypes, os\nd = os.path.join(os.path.dirname(__file__), 'lib', 'a')\nwhile not os.path.exists(os.path.join(d, 'libx.so')):\n    d = os.path.dirname(d)\nctypes.CDLL(os.path.join(d, 'libx.so'))\n",
    "z3like": "import sys, os\nimport ctypes\n_ext = 'dll' if sys.platform in ('win32', 'cygwin') else 'so'\n_lib = None\n_dirs = ['.', os.path.dirname(os.path.abspath(__file__)), os.path.join(sys.prefix, 'lib'), None]\n_all = []\n_all.extend(_dirs)\nfor v in ('X_LIBRARY_PATH', 'PATH'):\n  if v in os.environ:\n    lp = os.environ[v];\n    _all.extend(lp.split(';') if sys.platform in ('win32') else lp.split(':'))\nfor d in _all:\n  try:\n    d = os.path.realpath(d)\n    if os.path.isdir(d):\n      d = os.path.join(d, 'libx.%s' % _ext)\n      if os.path.isfile(d):\n        _lib = ctypes.CDLL(d)\n        break\n  except Exception as e:\n    pass\n",
}
# Python 3.11 does not know these, or Linux cannot run them: only what the scanner tells is looked at.
TOLD = {
    "delvewheel": ("import os\nif os.path.isdir(libs_dir := os.path.abspath(os.path.join(os.path.dirname(__file__), os.pardir, 'x.libs'))):\n    os.add_dll_directory(libs_dir)\n",
                   [("dll-directory", "here", "../x.libs")]),
    "load_order": ("import os\nd = os.path.abspath(os.path.join(os.path.dirname(__file__), os.pardir, 'x.libs'))\nwith open(os.path.join(d, '.load-order-x-1.0')) as f:\n    order = f.read().split()\nimport ctypes\nfor n in order:\n    ctypes.windll.kernel32.LoadLibraryExW(ctypes.c_wchar_p(os.path.join(d, n)), None, 8)\n",
                   [("load-order", "here", "../x.libs/.load-order-x-1.0")]),
    "numpy_pre": ("import os\nimport glob\nif os.name == 'nt':\n    from ctypes import WinDLL\n    basedir = os.path.dirname(__file__)\n    libs_dir = os.path.abspath(os.path.join(basedir, '.libs'))\n    for filename in glob.glob(os.path.join(libs_dir, '*openblas*dll')):\n        WinDLL(os.path.abspath(filename))\n",
                  [("load", "here", ".libs/*openblas*dll")]),
    "path": ("import os\nos.environ['PATH'] = os.path.join(os.path.dirname(__file__), 'bin') + os.pathsep + os.environ['PATH']\nos.environ['LD_LIBRARY_PATH'] += ':/opt/x/lib'\n",
             [("variable", "here", "bin"), ("variable", "absolute", "/opt/x/lib")]),
    "flags": ("import sys, ctypes, os\nsys.setdlopenflags(sys.getdlopenflags() | ctypes.RTLD_GLOBAL)\n", [("flags", "name", "")]),
    "cffi_": ("import os\nfrom cffi import FFI\nffi = FFI()\nC = ffi.dlopen(os.path.join(os.path.dirname(__file__), 'libx.so'))\n", [("load", "here", "libx.so")]),
    "numpy_load": ("import numpy as np, os\nlib = np.ctypeslib.load_library('libfoo', os.path.dirname(__file__))\n", [("load", "here", "libfoo.*")]),
    "tensorflow": ("import tensorflow as tf\nfrom tensorflow.python.platform import resource_loader\nimport os\nops = tf.load_op_library(os.path.join(os.path.dirname(__file__), '_ops.so'))\n",
                   [("load", "here", "_ops.so")]),
    "torch": ("import torch, pathlib\ntorch.ops.load_library(pathlib.Path(__file__).parent / '_C.so')\n", [("load", "here", "_C.so")]),
    "nested_quotes": ("import ctypes, os\nd = {'x': 'libx'}\nctypes.CDLL(f'{os.path.dirname(__file__)}/{d['x']}.so')\n", [("load", "here", "libx.so")]),
    "python2": ("import ctypes, os\nprint 'hello', ctypes.CDLL('libq.so')\nexec \"x\"\n", [("load", "name", "libq.so")]),
    "delvewheel_whole": ("""
def _delvewheel_patch_1_5_2():
    import ctypes
    import os
    import platform
    import sys
    libs_dir = os.path.abspath(os.path.join(os.path.dirname(__file__), os.pardir, 'x.libs'))
    is_conda = platform.python_implementation() == 'CPython' and (hasattr(ctypes.pythonapi, 'Anaconda_GetVersion') or 'conda' in sys.version)
    if sys.version_info[:2] >= (3, 8) and not is_conda or sys.version_info[:2] >= (3, 10):
        if os.path.isdir(libs_dir):
            os.add_dll_directory(libs_dir)
    else:
        load_order_filepath = os.path.join(libs_dir, '.load-order-x-1.0')
        if os.path.isfile(load_order_filepath):
            import ctypes.wintypes
            with open(os.path.join(libs_dir, '.load-order-x-1.0')) as file:
                load_order = file.read().split()
            kernel32 = ctypes.WinDLL('kernel32', use_last_error=True)
            kernel32.LoadLibraryExW.restype = ctypes.wintypes.HMODULE
            for lib in load_order:
                lib_path = os.path.join(os.path.join(libs_dir, lib))
                if os.path.isfile(lib_path) and not kernel32.LoadLibraryExW(lib_path, None, 8):
                    raise OSError('Error loading {}; {}'.format(lib, ctypes.FormatError(ctypes.get_last_error())))


_delvewheel_patch_1_5_2()
del _delvewheel_patch_1_5_2
""", [("dll-directory", "here", "../x.libs"), ("load-order", "here", "../x.libs/.load-order-x-1.0"), ("load", "here", "../x.libs/*"),
      ("load", "name", "kernel32")]),
    "torch_preload": ("""
import os, sys, platform, ctypes
def _preload_cuda_deps(lib_folder, lib_name):
    assert platform.system() == 'Linux'
    import glob
    lib_path = None
    for path in sys.path:
        nvidia_path = os.path.join(path, 'nvidia')
        if not os.path.exists(nvidia_path):
            continue
        candidates = glob.glob(os.path.join(nvidia_path, lib_folder, 'lib', lib_name))
        if candidates and not lib_path:
            lib_path = candidates[0]
        if lib_path:
            break
    if not lib_path:
        raise ValueError(f"{lib_name} not found in the system path {sys.path}")
    ctypes.CDLL(lib_path)
def _load_global_deps():
    lib_name = 'libtorch_global_deps' + ('.dylib' if platform.system() == 'Darwin' else '.so')
    here = os.path.abspath(__file__)
    lib_path = os.path.join(os.path.dirname(here), 'lib', lib_name)
    try:
        ctypes.CDLL(lib_path, mode=ctypes.RTLD_GLOBAL)
    except OSError as err:
        cuda_libs: dict[str, str] = {'cublas': 'libcublas.so.*[0-9]', 'cudnn': 'libcudnn.so.*[0-9]'}
        if not [lib for lib in cuda_libs.values() if lib.split('.')[0] in err.args[0]]:
            raise err
        for lib_folder, lib_name in cuda_libs.items():
            _preload_cuda_deps(lib_folder, lib_name)
        ctypes.CDLL(lib_path, mode=ctypes.RTLD_GLOBAL)
_load_global_deps()
""", [("load", "here", "lib/libtorch_global_deps.so"), ("load", "site", "nvidia/cublas/lib/libcublas.so.*"),
      ("load", "site", "nvidia/cudnn/lib/libcudnn.so.*")]),
    "z3_of_today": ("""
import sys, os
import contextlib
import ctypes
if sys.version_info >= (3, 9):
    import importlib.resources as importlib_resources
else:
    import importlib_resources
from .z3types import *
_file_manager = contextlib.ExitStack()
_ext = 'dll' if sys.platform in ('win32', 'cygwin') else 'dylib' if sys.platform == 'darwin' else 'so'
_lib = None
_z3_lib_resource = importlib_resources.files('z3').joinpath('lib')
_z3_lib_resource_path = _file_manager.enter_context(importlib_resources.as_file(_z3_lib_resource))
_default_dirs = ['.', os.path.dirname(os.path.abspath(__file__)), _z3_lib_resource_path, os.path.join(sys.prefix, 'lib'), None]
_all_dirs = []
if sys.version < '3':
  import __builtin__
  if hasattr(__builtin__, "Z3_LIB_DIRS"):
    _all_dirs = __builtin__.Z3_LIB_DIRS
_all_dirs.extend(_default_dirs)
_failures = []
for d in _all_dirs:
  try:
    d = os.path.realpath(d)
    if os.path.isdir(d):
      d = os.path.join(d, 'libz3.%s' % _ext)
      if os.path.isfile(d):
        _lib = ctypes.CDLL(d)
        break
  except Exception as e:
    _failures += [e]
    pass
""", [("load", "here", "libz3.so"), ("load", "site", "z3/lib/libz3.so"), ("load", "prefix", "lib/libz3.so"), ("load", "cwd", "libz3.so")]),
}


def write_package(site, name, text):
    top = Path(site, name)
    (top / "lib/a").mkdir(parents=True)
    (top / "data").mkdir()
    Path(site, name + ".libs").mkdir()
    for where in ("libx.so", "lib/liby.so", "lib/libz.so", "data/libx-1a2b.so", f"../{name}.libs/libx.so"):
        shutil.copy(ZLIB, top / where)
    (top / "__init__.py").write_text(text)
    return top / "__init__.py"


def scan(files):
    done = subprocess.run([SCAN, *map(str, files)], stdout=subprocess.PIPE, timeout=300, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


def stands_for(pattern, path):
    """'*' is any text; at the front with a slash also nothing."""
    import re
    form = lambda p: ".*".join(map(re.escape, p.split("*")))
    return any(re.fullmatch(form(p), path, re.S) for p in ([pattern, pattern[2:]] if pattern.startswith("*/") else [pattern]))


def explains(load, path, file, site, prefix):
    """Is it the opened path that the pattern is about?"""
    if load["act"] != "load":
        return False
    base, here = load["base"], os.path.dirname(file)
    if path is None:
        return base == "program"
    if base in ("name", "anywhere", "absolute"):
        return stands_for(load["pattern"], path) and (load["pattern"] != "*")
    top = {"here": here, "site": site, "prefix": prefix, "cwd": here}.get(base)
    full = os.path.normpath(os.path.join(here, path)) if base == "cwd" else os.path.normpath(path)
    return top is not None and stands_for(os.path.normpath(os.path.join(top, load["pattern"])), full)


def compare(tally, site):
    for name, text in PACKAGES.items():
        name = "p_" + name
        file = write_package(site, name, text)
        done = subprocess.run([PYTHON, "-c", HOOK, site, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
        opened, trouble, prefix = json.loads(done.stdout or b"[[], \"died\", \"\"]")
        told = scan([file])[0][0]
        tally.check(opened and not trouble, f"{name}: Python opened {opened}, and said {trouble} {done.stderr[-300:]}")
        for path in opened:
            tally.check(any(explains(load, path, str(file), site, prefix) for load in told["loads"]),
                        f"{name}: {path} was opened, but the scanner tells only {[(x['base'], x['pattern']) for x in told['loads']]}")
        tally.check(not told["cut"], f"{name}: was cut")


def look_at_told(tally, site):
    for name, (text, wanted) in TOLD.items():
        told = scan([write_package(site, "told_" + name, text)])[0][0]["loads"]
        for row in wanted:
            tally.check(row in [(x["act"], x["base"], x["pattern"]) for x in told], f"{name}: {row} is not among {told}")


def z3(tally):
    """z3's own file, where Debian's package is installed."""
    file = "/usr/lib/python3/dist-packages/z3/z3core.py"
    if not os.path.exists(file):
        tally.skip("python3-z3 is not installed")
        return
    told = [(x["base"], x["pattern"]) for x in scan([file])[0][0]["loads"]]
    for row in (("here", "libz3.so"), ("site", "z3/lib/libz3.so"), ("prefix", "lib/libz3.so"), ("name", "libz3.so"), ("anywhere", "*/libz3.so")):
        tally.check(row in told, f"z3core.py: {row} is not among {told}")


def everything(tally):
    files = sorted(str(p) for top in ("/usr/lib/python3/dist-packages", "/usr/lib/python3.11") for p in Path(top).rglob("*.py") if p.is_file())
    told, status = scan(files)
    tally.check(len(told) == len(files) and status == 0, f"{len(told)} of {len(files)} files were told, exit status {status}")
    tally.check(not [x["file"] for x in told if x["cut"]], f"cut: {[x['file'] for x in told if x['cut']]}")
    by_file = {x["file"]: x["loads"] for x in told}
    util = by_file.get("/usr/lib/python3.11/ctypes/util.py", [])
    tally.check({"libm.dylib", "libcrypto.dylib"} <= {x["pattern"] for x in util}, f"ctypes/util.py: {util}")


def main():
    tally = Tally("pyscan")
    with tempfile.TemporaryDirectory() as site:
        compare(tally, site)
        look_at_told(tally, site)
    z3(tally)
    everything(tally)
    tally.end()


main()
