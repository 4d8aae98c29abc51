# SPDX-License-Identifier: Apache-2.0
"""The cases of campaign_wine.py: what lies on drive C:, what is started, and what Microsoft's pages say must come of it.

Paths are those of linkwright's tree with drive C: as its top: "/app/x.dll" is C:\\app\\x.dll, "D:/x.dll" is on drive D:.
No folder at its top has a name of one letter: linkwright would take it for a drive. `expect` is what the page says is loaded of the case's
own files, the program left out, each after what it imports; `wine` is what Wine does where that is known to be another thing.
"""
from dataclasses import dataclass

from wine_build import dll, exe

ORDER = "Dynamic-link library search order"
REDIRECTION = "Dynamic-link library redirection"
LOAD = "LoadLibraryW function"
LOAD_EX = "LoadLibraryExW function"
SET_DIR = "SetDllDirectoryW function"
ADD_DIR = "AddDllDirectory function"
DEFAULT_DIRS = "SetDefaultDllDirectories function"
DELAY = "Linker support for delay-loaded DLLs"
FORMAT = "PE Format"
ASSEMBLY = "Assembly Searching Sequence"
PRIVATE = "Private Assemblies"
MANIFESTS = "Application Manifests"
API_SETS = "API set loader operation"
LOAD_FLAG = "/DEPENDENTLOADFLAG (Set default dependent load flags)"
NO_PAGE = ""  # no page says it

SYSTEM = "windows/system32/"
HOST = "/host/host.exe"
NOT_CALLED = "nothing: linkwright shows what a call would load, and the program makes none"
NOT_NAMED = "nothing: the program's own helper finds out, and Wine writes no line"
NO_ENTRY = "Wine 8 starts the program: it fails when it calls the function"
NO_LOCAL = "Wine 8 knows no .local"
NO_FLAGS = "Wine 8 does not look at DependentLoadFlags"
USUAL_PATH = r"C:\windows\system32;C:\windows"


@dataclass(frozen=True)
class Case:
    name: str
    page: str
    text: str
    files: dict
    expect: tuple = ()
    missing: tuple = ()
    builtin: tuple = ()
    wine: tuple = None
    wine_missing: tuple = None
    stops: bool = False  # the program does not start, and no library is to blame
    differs: str = ""
    program: str = "/app/p.exe"
    arguments: str = ""
    path: str = USUAL_PATH
    cwd: str = "/run"
    safe: str = None
    dev: str = None
    native: str = ""  # of these Wine must not take its own
    ask: str = ""  # the file that linkwright is asked about, where it is not the program
    start: str = ""
    ask_path: str = ""  # PATH for linkwright, where it adds to it what the program has in Wine
    unmeasured: str = ""  # why Wine cannot be asked
    windows: tuple = ()

    def measured(self):
        """(own files, missing) that Wine must show."""
        return self.expect if self.wine is None else self.wine, self.missing if self.wine_missing is None else self.wine_missing


CASES = []


def case(name, page, text, files, *expect, **more):
    files = {"run": None, **files}
    if more.get("arguments") and "program" not in more:
        files["host/host.exe"] = exe(source="wine_host.c")
        more["program"] = HOST
    CASES.append(Case(name, page, text, files, tuple(expect), **more))


def hosted(name, page, text, files, calls, *expect, **more):
    """host.exe makes these calls; linkwright is asked about the library that the first of them loads, unless `ask` says "no"."""
    case(name, page, text, files, *expect, arguments="|" + calls, **more)


def places():
    """The steps of the search one by one, and each before the next one."""
    program = {"app/p.exe": exe("x.dll")}
    steps = [("the application's directory", "app/"), ("System32", SYSTEM), ("the 16-bit system directory", "windows/system/"),
             ("the Windows directory", "windows/"), ("the current directory", "run/"), ("a directory of PATH", "aa/")]
    short = ["app", "system", "system-16", "windows", "cwd", "path"]
    for (said, place), word in zip(steps, short):
        case("in-" + word, ORDER, f"x.dll lies in {said} only.", {**program, place + "x.dll": dll()}, f"/{place}x.dll", path=r"C:\aa")
    for i in range(len(steps) - 1):
        (said, place), (less, other) = steps[i], steps[i + 1]
        case(f"{short[i]}-before-{short[i + 1]}", ORDER, f"x.dll lies in {said} and in {less}: the former counts.",
             {**program, place + "x.dll": dll(), other + "x.dll": dll()}, f"/{place}x.dll", path=r"C:\aa")
    case("unsafe-cwd-before-system", ORDER, "With SafeDllSearchMode 0 the current directory comes right after the application's.",
         {**program, SYSTEM + "x.dll": dll(), "run/x.dll": dll()}, "/run/x.dll", safe="0", windows=("safe-search=off",))
    case("unsafe-app-before-cwd", ORDER, "With SafeDllSearchMode 0 the application's directory is still the first.",
         {**program, "app/x.dll": dll(), "run/x.dll": dll()}, "/app/x.dll", safe="0", windows=("safe-search=off",))


def path_variable():
    both = {"app/p.exe": exe("x.dll"), "aa/x.dll": dll(), "bb/x.dll": dll()}
    one = {"app/p.exe": exe("x.dll"), "bb/x.dll": dll()}
    case("path-order", ORDER, "The first directory of PATH that has it counts.", both, "/bb/x.dll", path=r"C:\bb;C:\aa")
    case("path-missing-directory", ORDER, "Directories of PATH that are not there are passed over.", one, "/bb/x.dll", path=r"C:\none;Q:\none;C:\bb")
    case("path-empty-elements", NO_PAGE, "Empty elements of PATH find nothing that the current directory has not given already.", one,
         "/bb/x.dll", path=r";;C:\bb;")
    case("path-other-drive", ORDER, "A directory of another drive.", {"app/p.exe": exe("x.dll"), "D:/lib/x.dll": dll("y.dll"), "D:/lib/y.dll": dll()},
         "D:/lib/y.dll", "D:/lib/x.dll", path=r"C:\none;D:\lib")
    case("path-other-drive-top", NO_PAGE, "The top of another drive.", {"app/p.exe": exe("x.dll"), "D:/x.dll": dll()}, "D:/x.dll", path="D:\\")
    case("import-other-drive", LOAD, "A full path on another drive.", {"app/p.exe": exe(r"D:\lib\x.dll"), "D:/lib/x.dll": dll()}, "D:/lib/x.dll")
    case("path-drive-relative", NO_PAGE, "A drive without a backslash is its current directory, which is its top at first.",
         {"app/p.exe": exe("x.dll"), "D:/lib/x.dll": dll(), "D:/x.dll": dll()}, "D:/lib/x.dll", path="D:lib")
    case("path-quotes", NO_PAGE, "Quotation marks around a directory of PATH: no page says that the loader takes them off.", one,
         missing=("x.dll",), path=r'"C:\bb"')
    case("path-quoted-then-plain", NO_PAGE, "A quoted directory of PATH is passed over, the search goes on.", both, "/aa/x.dll", path=r'"C:\bb";C:\aa')
    case("path-forward-slashes", NO_PAGE, "Windows takes / for \\ in paths, in PATH too.", one, "/bb/x.dll", path="C:/bb")
    case("path-trailing-backslash", NO_PAGE, "A backslash at the end of a directory of PATH does no harm.", one, "/bb/x.dll", path="C:\\bb\\")
    case("path-relative", NO_PAGE, "A relative directory of PATH is one below the current directory.",
         {"app/p.exe": exe("x.dll"), "run/sub/x.dll": dll()}, "/run/sub/x.dll", path="sub")
    case("path-drive-without", NO_PAGE, "A path without a drive letter is one of the current drive.", one, "/bb/x.dll", path=r"\bb")
    case("path-blanks", NO_PAGE, "Blanks inside a directory's name belong to it.",
         {"app/p.exe": exe("x.dll"), "bb cc/x.dll": dll()}, "/bb cc/x.dll", path=r"C:\aa;C:\bb cc")
    case("path-blank-before", NO_PAGE, "A blank before a directory of PATH: the loader does not take it off; the path is then no absolute one.", one,
         missing=("x.dll",), path=r"C:\aa; C:\bb")
    case("path-none", ORDER, "Without PATH the search ends after the current directory.", one, missing=("x.dll",), path=None)


def names():
    case("case-of-import", ORDER, "Names of files are the same in upper and lower case: X.DLL is x.dll.",
         {"app/p.exe": exe("X.DLL"), "app/x.dll": dll()}, "/app/x.dll")
    case("case-of-file", ORDER, "The directory's spelling does not matter.", {"app/p.exe": exe("x.dll"), "app/X.Dll": dll()}, "/app/X.Dll")
    case("case-of-directories", ORDER, "Nor that of directories in PATH.",
         {"app/p.exe": exe("x.dll"), "Some/Where/x.dll": dll()}, "/Some/Where/x.dll", path=r"C:\sOME\wHERE")
    case("case-twice", NO_PAGE, "x.dll and X.DLL imported by two modules are one module.",
         {"app/p.exe": exe("a.dll", "b.dll"), "app/a.dll": dll("X.DLL"), "app/b.dll": dll("x.dll"), "app/x.dll": dll()},
         "/app/x.dll", "/app/a.dll", "/app/b.dll")
    case("no-extension", LOAD, "A name without an extension gets .dll.", {"app/p.exe": exe("x"), "app/x.dll": dll()}, "/app/x.dll")
    case("no-extension-plain-file", LOAD, "The file without an extension is not looked at.",
         {"app/p.exe": exe("x"), "app/x": dll(), "aa/x.dll": dll()}, "/aa/x.dll", path=r"C:\aa")
    case("trailing-dot", LOAD, "A dot at the end says that the name has no extension: the file is called x.",
         {"app/p.exe": exe("x."), "app/x": dll(), "app/x.dll": dll()}, "/app/x")
    case("other-extension", LOAD, "Another extension stays as it is.", {"app/p.exe": exe("x.drv"), "app/x.drv": dll(), "app/x.drv.dll": dll()}, "/app/x.drv")
    case("two-dots", LOAD, "Only the last part counts as the extension: x.1 is not x.1.dll.",
         {"app/p.exe": exe("x.1"), "app/x.1.dll": dll()}, missing=("x.1",))
    case("import-absolute", LOAD, "A full path is taken as it is, without a search.",
         {"app/p.exe": exe(r"C:\bb\x.dll"), "app/x.dll": dll(), "bb/x.dll": dll()}, "/bb/x.dll")
    case("import-absolute-missing", LOAD, "A full path that is not there is not searched elsewhere.",
         {"app/p.exe": exe(r"C:\bb\x.dll"), "app/x.dll": dll()}, missing=(r"C:\bb\x.dll",))
    case("import-relative", LOAD, "A relative path is joined to each directory of the search.",
         {"app/p.exe": exe(r"sub\x.dll"), "app/sub/x.dll": dll(), "run/sub/x.dll": dll(), "app/x.dll": dll()}, "/app/sub/x.dll")
    case("import-relative-cwd", LOAD, "… and to the current directory in its turn.",
         {"app/p.exe": exe(r"sub\x.dll"), "run/sub/x.dll": dll(), "app/x.dll": dll()}, "/run/sub/x.dll")
    for word, name in (("absolute-slashes", "C:/bb/x.dll"), ("rooted", r"\bb\x.dll"), ("absolute-no-extension", r"C:\bb\x"), ("absolute-dots", r"C:\app\..\bb\x.dll")):
        case("import-" + word, NO_PAGE, f"Another way to write a full path: {name}",
             {"app/p.exe": exe(name), "app/x.dll": dll(), "bb/x.dll": dll()}, "/bb/x.dll")
    case("import-absolute-dot", NO_PAGE, r"A full path with a dot at its end, C:\bb\x., is the file without one.",
         {"app/p.exe": exe("C:\\bb\\x."), "bb/x": dll(), "bb/x.dll": dll()}, "/bb/x")
    for word, name in (("slashes", "sub/x.dll"), ("dot", r".\sub\x.dll"), ("no-extension", r"sub\x"), ("parent", r"..\app\sub\x.dll")):
        case("import-relative-" + word, NO_PAGE, f"Another way to write a relative path: {name}",
             {"app/p.exe": exe(name), "app/sub/x.dll": dll(), "run/sub/x.dll": dll(), "app/x.dll": dll()}, "/app/sub/x.dll")
    case("import-dot-bare", NO_PAGE, r"A name with .\ before it is a path: joined to the application's directory first.",
         {"app/p.exe": exe(r".\x.dll"), "app/x.dll": dll(), "run/x.dll": dll()}, "/app/x.dll")
    case("extension-twice", NO_PAGE, "x and x.dll are one module.",
         {"app/p.exe": exe("a.dll", "b.dll"), "app/a.dll": dll("x"), "app/b.dll": dll("x.dll"), "app/x.dll": dll()},
         "/app/x.dll", "/app/a.dll", "/app/b.dll")
    case("absolute-then-bare", ORDER, "After a full path, the bare name is the module that is there.",
         {"app/p.exe": exe(r"C:\bb\x.dll", "y.dll"), "bb/x.dll": dll(), "app/y.dll": dll("x.dll"), "app/x.dll": dll()}, "/bb/x.dll", "/app/y.dll")
    case("bare-then-absolute", ORDER, "After the bare name, a full path to another file is a second module.",
         {"app/p.exe": exe("x.dll", "y.dll"), "app/x.dll": dll(), "app/y.dll": dll(r"C:\bb\x.dll"), "bb/x.dll": dll()},
         "/app/x.dll", "/bb/x.dll", "/app/y.dll")
    case("absolute-same-file", ORDER, "After the bare name, a full path to the same file is the same module.",
         {"app/p.exe": exe("x.dll", "y.dll"), "app/x.dll": dll(), "app/y.dll": dll(r"c:\APP\X.dll")}, "/app/x.dll", "/app/y.dll")
    case("relative-then-bare", ORDER, "After a relative path, the bare name is the module that is there.",
         {"app/p.exe": exe(r"sub\x.dll", "y.dll"), "app/sub/x.dll": dll(), "app/y.dll": dll("x.dll"), "app/x.dll": dll()}, "/app/sub/x.dll", "/app/y.dll")
    case("import-exe", LOAD, "A library may be called .exe.", {"app/p.exe": exe("x.exe"), "app/x.exe": dll()}, "/app/x.exe")


def graph():
    case("nested", ORDER, "What a library imports is searched as the program's own imports are, not beside the library.",
         {"app/p.exe": exe("x.dll"), "aa/x.dll": dll("y.dll"), "aa/y.dll": dll(), "bb/y.dll": dll()}, "/bb/y.dll", "/aa/x.dll", path=r"C:\bb;C:\aa")
    case("nested-beside", ORDER, "Beside the library is no place of the search.",
         {"app/p.exe": exe(r"C:\aa\x.dll"), "aa/x.dll": dll("y.dll"), "aa/y.dll": dll()}, missing=("y.dll",))
    case("diamond", ORDER, "What two libraries import is loaded once.",
         {"app/p.exe": exe("a.dll", "b.dll"), "app/a.dll": dll("z.dll"), "app/b.dll": dll("z.dll"), "app/z.dll": dll()},
         "/app/z.dll", "/app/a.dll", "/app/b.dll")
    case("circle", ORDER, "Two libraries that import from each other are loaded once each.",
         {"app/p.exe": exe("a.dll"), "app/a.dll": dll("b.dll"), "app/b.dll": dll("a.dll")}, "/app/b.dll", "/app/a.dll")
    case("circle-of-three", ORDER, "So are three.",
         {"app/p.exe": exe("a.dll"), "app/a.dll": dll("b.dll"), "app/b.dll": dll("c.dll"), "app/c.dll": dll("a.dll")},
         "/app/c.dll", "/app/b.dll", "/app/a.dll")
    case("no-imports", ORDER, "A library without imports.", {"app/p.exe": exe("a.dll"), "app/a.dll": dll()}, "/app/a.dll")
    case("depth-first", NO_PAGE, "The order: each import with all that it imports before the next one.",
         {"app/p.exe": exe("a.dll", "m.dll"), "app/a.dll": dll("b.dll", "c.dll"), "app/b.dll": dll("d.dll"), "app/c.dll": dll(), "app/d.dll": dll(),
          "app/m.dll": dll("n.dll"), "app/n.dll": dll()},
         "/app/d.dll", "/app/b.dll", "/app/c.dll", "/app/a.dll", "/app/n.dll", "/app/m.dll")
    case("chain", ORDER, "Ten libraries in a row, in two directories.",
         {"app/p.exe": exe("l0.dll"), **{f"{('app', 'aa')[i % 2]}/l{i}.dll": dll(f"l{i + 1}.dll") for i in range(9)}, "aa/l9.dll": dll()},
         *(f"/{('app', 'aa')[i % 2]}/l{i}.dll" for i in reversed(range(10))), path=r"C:\aa")
    case("same-stem", NO_PAGE, "A program p.exe imports p.dll: another module.", {"app/p.exe": exe("p.dll"), "app/p.dll": dll()}, "/app/p.dll")
    case("own-name", ORDER, "A library that imports from the program by its file name gets the module that is there.",
         {"app/p.exe": exe("a.dll", names=("own",)), "app/a.dll": dll("p.exe:=own")}, "/app/a.dll")
    case("ordinal", FORMAT, "An import by ordinal.", {"app/p.exe": exe("x.dll:#5"), "app/x.dll": dll()}, "/app/x.dll")
    case("import-of-nothing", FORMAT, "A library of which no function is imported is not loaded.",
         {"app/p.exe": exe("x.dll", "y.dll", hollow="x.dll"), "app/x.dll": dll(), "app/y.dll": dll()}, "/app/y.dll")
    case("import-of-nothing-missing", FORMAT, "… so that it may be missing.", {"app/p.exe": exe("x.dll", "y.dll", hollow="x.dll"), "app/y.dll": dll()},
         "/app/y.dll")
    case("export-missing", FORMAT, "An import that its library does not export: the start fails with 0xC0000139.",
         {"app/p.exe": exe("x.dll:other"), "app/x.dll": dll()}, "/app/x.dll", stops=True, wine=("/app/x.dll",), differs=NO_ENTRY)
    case("export-missing-ordinal", FORMAT, "By ordinal: 0xC0000138.",
         {"app/p.exe": exe("x.dll:#77"), "app/x.dll": dll()}, "/app/x.dll", stops=True, wine=("/app/x.dll",), differs=NO_ENTRY)
    case("missing-direct", ORDER, "A library that is nowhere: the program does not start.", {"app/p.exe": exe("x.dll")}, missing=("x.dll",))
    case("missing-nested", ORDER, "The same one level down.", {"app/p.exe": exe("x.dll"), "app/x.dll": dll("y.dll")}, missing=("y.dll",))
    case("missing-of-two", ORDER, "Two that are nowhere. Windows tells the first.",
         {"app/p.exe": exe("x.dll", "y.dll")}, missing=("x.dll", "y.dll"))


def bad_files():
    program = {"app/p.exe": exe("x.dll"), "aa/x.dll": dll()}
    other = dll(machine="i386")
    case("machine-then-right", NO_PAGE, "A library for another machine is passed over, the search goes on.",
         {**program, "app/x.dll": other}, "/aa/x.dll", path=r"C:\aa")
    case("machine-in-system", NO_PAGE, "The same in System32.", {**program, SYSTEM + "x.dll": other}, "/aa/x.dll", path=r"C:\aa")
    case("machine-only", NO_PAGE, "Only one for another machine: the start fails with 0xC000007B.",
         {"app/p.exe": exe("x.dll"), "app/x.dll": other}, missing=("x.dll",))
    case("machine-nested", NO_PAGE, "One for another machine is passed over one level down too.",
         {"app/p.exe": exe("w.dll"), "app/w.dll": dll("x.dll"), "app/x.dll": other, "aa/x.dll": dll()}, "/aa/x.dll", "/app/w.dll", path=r"C:\aa")
    case("text-first", NO_PAGE, "A text file of that name ends the search: the start fails with 0xC000007B.",
         {**program, "app/x.dll": "This is no library, but a text.\n" * 40}, missing=("x.dll",), path=r"C:\aa")
    case("empty-first", NO_PAGE, "So does an empty file.", {**program, "app/x.dll": ""}, missing=("x.dll",), path=r"C:\aa")
    case("short-first", NO_PAGE, "So does a library of which only the beginning is there.",
         {**program, "app/x.dll": dll(broken=True)}, missing=("x.dll",), path=r"C:\aa")
    case("directory-first", NO_PAGE, "So does a directory of that name.", {**program, "app/x.dll": None}, missing=("x.dll",), path=r"C:\aa")
    case("text-after", NO_PAGE, "A text file in a later place is never looked at.",
         {"app/p.exe": exe("x.dll"), "app/x.dll": dll(), "aa/x.dll": "text"}, "/app/x.dll", path=r"C:\aa")
    case("program-as-library", NO_PAGE, "A program that is imported from is mapped as a library is.",
         {"app/p.exe": exe("x.dll:=own"), "app/x.dll": exe(names=("own",))}, "/app/x.dll")
    case("program-as-library-imports", LOAD, "Of a program that is loaded as a library, the page says, imports are not loaded; it says it of LoadLibrary.",
         {"app/p.exe": exe("x.dll:=own"), "app/x.dll": exe("w.dll", names=("own",)), "app/w.dll": dll()}, "/app/x.dll")


def delay():
    late = {"app/z.dll": dll()}
    case("delay-called", DELAY, "A delayed import is loaded at the first call.", {"app/p.exe": exe(delay=("z.dll",), call=True), **late}, "/app/z.dll")
    case("delay-not-called", DELAY, "Without a call it is not. (linkwright shows what a call would load.)",
         {"app/p.exe": exe(delay=("z.dll",)), **late}, "/app/z.dll", wine=(), differs=NOT_CALLED)
    case("delay-missing-called", DELAY, "A delayed library that is nowhere stops the program only at the call.",
         {"app/p.exe": exe(delay=("z.dll",), call=True)}, missing=("z.dll",), wine_missing=(), differs=NOT_NAMED)
    case("delay-missing-not-called", DELAY, "… and never without a call.", {"app/p.exe": exe(delay=("z.dll",))}, missing=("z.dll",), wine_missing=(),
         differs=NOT_CALLED)
    case("delay-of-library", DELAY, "A library's delayed import is searched as the program's are.",
         {"app/p.exe": exe("y.dll", "x.dll"), "app/y.dll": dll(), "aa/x.dll": dll("y.dll", delay=("z.dll",)), "aa/z.dll": dll(), "bb/z.dll": dll()},
         "/app/y.dll", "/aa/x.dll", "/bb/z.dll", path=r"C:\bb;C:\aa", wine=("/app/y.dll", "/aa/x.dll"), differs=NOT_CALLED)
    case("delay-path", DELAY, "The delayed library is searched in PATH too, with its own imports.",
         {"app/p.exe": exe(delay=("z.dll",), call=True), "aa/z.dll": dll("y.dll"), "aa/y.dll": dll()}, "/aa/y.dll", "/aa/z.dll", path=r"C:\aa")


def forwards():
    forward = (("h", "y.y_f"),)
    case("forward-app", FORMAT, "An imported export that is forwarded loads the library that it is forwarded to.",
         {"app/p.exe": exe("x.dll:h"), "app/x.dll": dll(forwards=forward), "app/y.dll": dll()}, "/app/y.dll", "/app/x.dll",
         wine=("/app/x.dll", "/app/y.dll"))
    case("forward-path", FORMAT, "It is searched as imports are.",
         {"app/p.exe": exe("x.dll:h"), "aa/x.dll": dll(forwards=forward), "bb/y.dll": dll(), "aa/y.dll": dll()}, "/aa/x.dll", "/bb/y.dll", path=r"C:\bb;C:\aa")
    case("forward-not-imported", FORMAT, "A forwarded export that nobody imports loads nothing.",
         {"app/p.exe": exe("x.dll"), "app/x.dll": dll(forwards=forward), "app/y.dll": dll()}, "/app/x.dll")
    case("forward-loaded", FORMAT, "Forwarded to what is there already.",
         {"app/p.exe": exe("a.dll", "x.dll:h"), "app/a.dll": dll("y.dll"), "app/x.dll": dll(forwards=forward), "app/y.dll": dll()},
         "/app/y.dll", "/app/a.dll", "/app/x.dll")
    case("forward-chain", FORMAT, "A forward to a forward.",
         {"app/p.exe": exe("x.dll:h"), "app/x.dll": dll(forwards=(("h", "y.y_h"),)), "app/y.dll": dll(forwards=(("h", "z.z_f"),)), "app/z.dll": dll()},
         "/app/x.dll", "/app/y.dll", "/app/z.dll")
    case("forward-order", NO_PAGE, "A forward's target comes after all that the library with the forward imports, its own imports before the next import.",
         {"app/p.exe": exe("x.dll:h", "z.dll"), "app/x.dll": dll("w.dll", forwards=forward), "app/w.dll": dll(), "app/y.dll": dll("v.dll"), "app/v.dll": dll(),
          "app/z.dll": dll()}, "/app/w.dll", "/app/x.dll", "/app/v.dll", "/app/y.dll", "/app/z.dll")
    case("forward-before-import", NO_PAGE, "A forward's target that is imported later anyway.",
         {"app/p.exe": exe("x.dll:h", "z.dll", "y.dll"), "app/x.dll": dll(forwards=forward), "app/y.dll": dll(), "app/z.dll": dll()},
         "/app/x.dll", "/app/y.dll", "/app/z.dll")
    case("forward-two-symbols", NO_PAGE, "Two forwards of one library are followed in the order in which they are imported.",
         {"app/p.exe": exe("x.dll:g", "x.dll:h"), "app/x.dll": dll(forwards=(("g", "z.z_f"), ("h", "y.y_f"))), "app/y.dll": dll(), "app/z.dll": dll()},
         "/app/x.dll", "/app/z.dll", "/app/y.dll")
    case("forward-to-builtin", FORMAT, "Forwarded to a library of Windows.",
         {"app/p.exe": exe("x.dll:h"), "app/x.dll": dll(forwards=(("h", "version.VerQueryValueA"),))}, "/app/x.dll", builtin=("version.dll",))
    case("forward-missing", FORMAT, "Forwarded to what is nowhere: the import is not found, and the start fails.",
         {"app/p.exe": exe("x.dll:h"), "app/x.dll": dll(forwards=forward)}, "/app/x.dll", missing=("y.dll",))
    case("forward-ordinal", FORMAT, "Forwarded to an ordinal.",
         {"app/p.exe": exe("x.dll:h"), "app/x.dll": dll(forwards=(("h", '"y.#5"'),)), "app/y.dll": dll()}, "/app/x.dll", "/app/y.dll")
    hosted("forward-at-call", FORMAT, "A forward that GetProcAddress asks for loads the library then.",
           {"app/x.dll": dll(forwards=forward), "host/y.dll": dll()}, r"load=C:\app\x.dll|call=x.dll,x_h", "/app/x.dll", "/host/y.dll", ask="no")


def load_library():
    chain = {"aa/x.dll": dll("y.dll"), "aa/y.dll": dll()}
    hosted("load-full-path", LOAD_EX, "LoadLibrary with a full path: what the library imports is not searched beside it.", chain,
           r"load=C:\aa\x.dll", missing=("y.dll",), ask="no")
    hosted("load-altered", LOAD_EX, "LOAD_WITH_ALTERED_SEARCH_PATH: its own directory stands for the application's.", chain,
           r"altered=C:\aa\x.dll", "/aa/y.dll", "/aa/x.dll", ask="/aa/x.dll", start="program")
    hosted("load-altered-not-host", LOAD_EX, "… and the application's is then none of the search.",
           {"aa/x.dll": dll("y.dll"), "host/y.dll": dll()}, r"altered=C:\aa\x.dll", missing=("y.dll",), ask="/aa/x.dll", start="program")
    hosted("load-altered-nested", LOAD_EX, "The altered path holds for all that is loaded with the library.",
           {"aa/x.dll": dll("y.dll"), "bb/y.dll": dll("z.dll"), "bb/z.dll": dll(), "aa/z.dll": dll()}, r"altered=C:\aa\x.dll",
           "/aa/z.dll", "/bb/y.dll", "/aa/x.dll", path=r"C:\bb", ask="/aa/x.dll", start="program")
    hosted("load-python", LOAD_EX, "DEFAULT_DIRS and DLL_LOAD_DIR: the library's directory and the application's, no PATH, no current directory.",
           {"aa/x.pyd": dll("y.dll"), "aa/y.dll": dll("z.dll"), "bb/z.dll": dll(), "run/z.dll": dll()}, r"python=C:\aa\x.pyd", missing=("z.dll",),
           path=r"C:\bb", ask="/aa/x.pyd", start="python")
    hosted("load-python-beside", LOAD_EX, "What lies beside it is found.", {"aa/x.pyd": dll("y.dll"), "aa/y.dll": dll(), SYSTEM + "y.dll": dll()},
           r"python=C:\aa\x.pyd", "/aa/y.dll", "/aa/x.pyd", ask="/aa/x.pyd", start="python")
    hosted("load-python-system", LOAD_EX, "System32 is searched last.", {"aa/x.pyd": dll("y.dll"), SYSTEM + "y.dll": dll(), "run/y.dll": dll()},
           r"python=C:\aa\x.pyd", "/windows/system32/y.dll", "/aa/x.pyd", ask="/aa/x.pyd", start="python")
    hosted("load-python-windows", LOAD_EX, "The Windows directory is not searched.", {"aa/x.pyd": dll("y.dll"), "windows/y.dll": dll()},
           r"python=C:\aa\x.pyd", missing=("y.dll",), ask="/aa/x.pyd", start="python")
    hosted("load-python-added", ADD_DIR, "A directory given to AddDllDirectory is searched.", {"aa/x.pyd": dll("y.dll"), "uu/y.dll": dll(), SYSTEM + "y.dll": dll()},
           r"add=C:\uu|python=C:\aa\x.pyd", "/uu/y.dll", "/aa/x.pyd", ask="/aa/x.pyd", start="python", windows=(r"add-dll-directory=C:\uu",))
    hosted("load-python-beside-first", ADD_DIR, "The library's own directory comes before those.",
           {"aa/x.pyd": dll("y.dll"), "uu/y.dll": dll(), "aa/y.dll": dll()},
           r"add=C:\uu|python=C:\aa\x.pyd", "/aa/y.dll", "/aa/x.pyd", ask="/aa/x.pyd", start="python", windows=(r"add-dll-directory=C:\uu",))
    hosted("load-python-set", SET_DIR, "SetDllDirectory counts among the user's directories.", {"aa/x.pyd": dll("y.dll"), "uu/y.dll": dll()},
           r"set=C:\uu|python=C:\aa\x.pyd", "/uu/y.dll", "/aa/x.pyd", ask="/aa/x.pyd", start="python", windows=(r"dll-directory=C:\uu",))
    hosted("load-python-two-added", ADD_DIR, "Of two directories the order is unspecified.",
           {"aa/x.pyd": dll("y.dll"), "uu/y.dll": dll(), "vv/y.dll": dll()}, r"add=C:\uu|add=C:\vv|python=C:\aa\x.pyd", "/vv/y.dll", "/aa/x.pyd", ask="no")
    hosted("load-python-nested-pyd-dir", LOAD_EX, "DLL_LOAD_DIR is the directory of what LoadLibraryEx was given, not that of each library.",
           {"aa/x.pyd": dll("y.dll"), "uu/y.dll": dll("z.dll"), "uu/z.dll": dll(), "aa/z.dll": dll()},
           r"add=C:\uu|python=C:\aa\x.pyd", "/aa/z.dll", "/uu/y.dll", "/aa/x.pyd", ask="/aa/x.pyd", start="python", windows=(r"add-dll-directory=C:\uu",))
    hosted("load-flags-system", LOAD_EX, "LOAD_LIBRARY_SEARCH_SYSTEM32 alone: a bare name beside the program is not found.",
           {"host/x.dll": dll()}, "flags=800,x.dll", ask="no")
    hosted("load-flags-app", LOAD_EX, "LOAD_LIBRARY_SEARCH_APPLICATION_DIR alone.", {"host/x.dll": dll(), SYSTEM + "x.dll": dll()}, "flags=200,x.dll", "/host/x.dll", ask="no")
    hosted("load-flags-app-not-system", LOAD_EX, "… finds nothing in System32.", {SYSTEM + "x.dll": dll()}, "flags=200,x.dll", ask="no")
    hosted("load-flags-load-dir-relative", LOAD_EX, "LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR with a bare name is refused.", {"host/x.dll": dll()},
           "flags=1100,x.dll", ask="no")
    hosted("load-default-dirs", DEFAULT_DIRS, "SetDefaultDllDirectories takes PATH and the current directory out of the search.",
           {"bb/x.dll": dll(), "run/x.dll": dll()}, "default=1000|load=x.dll", path=r"C:\bb", ask="no")
    hosted("load-default-app", DEFAULT_DIRS, "… the application's directory stays.", {"host/x.dll": dll("y.dll"), SYSTEM + "y.dll": dll()},
           "default=1000|load=x.dll", "/windows/system32/y.dll", "/host/x.dll", ask="no")
    hosted("set-before-system", SET_DIR, "SetDllDirectory: after the application's directory, before System32.",
           {"uu/x.dll": dll(), SYSTEM + "x.dll": dll()}, r"set=C:\uu|load=x.dll", "/uu/x.dll", ask="no")
    hosted("set-after-app", SET_DIR, "SetDllDirectory: the application's directory is before it.",
           {"uu/x.dll": dll(), "host/x.dll": dll()}, r"set=C:\uu|load=x.dll", "/host/x.dll", ask="no")
    hosted("set-no-cwd", SET_DIR, "SetDllDirectory takes the current directory out of the search.",
           {"run/x.dll": dll(), "bb/x.dll": dll()}, r"set=C:\uu|load=x.dll", "/bb/x.dll", path=r"C:\bb", ask="no")
    hosted("set-empty", SET_DIR, "SetDllDirectory(\"\") takes only the current directory out.",
           {"run/x.dll": dll(), "bb/x.dll": dll()}, "set=|load=x.dll", "/bb/x.dll", path=r"C:\bb", ask="no",
           wine=("/run/x.dll",), differs="Wine 8 takes the call without a directory for none at all: the current directory is searched")
    hosted("set-null", SET_DIR, "SetDllDirectory(NULL) puts it back.",
           {"run/x.dll": dll(), "bb/x.dll": dll()}, "set=|unset|load=x.dll", "/run/x.dll", path=r"C:\bb", ask="no")
    hosted("set-altered", SET_DIR, "SetDllDirectory and the altered path: the library's directory, then that one.",
           {"aa/x.dll": dll("y.dll"), "uu/y.dll": dll(), SYSTEM + "y.dll": dll()}, r"set=C:\uu|altered=C:\aa\x.dll", "/uu/y.dll", "/aa/x.dll",
           ask="/aa/x.dll", start="program", windows=(r"dll-directory=C:\uu",))
    hosted("altered-unsafe", ORDER, "With SafeDllSearchMode 0 the current directory comes right after the library's.",
           {"aa/x.dll": dll("y.dll"), "run/y.dll": dll(), SYSTEM + "y.dll": dll()}, r"altered=C:\aa\x.dll", "/run/y.dll", "/aa/x.dll",
           safe="0", ask="/aa/x.dll", start="program", windows=("safe-search=off",))
    hosted("altered-cwd", ORDER, "The altered path has the current directory, too.",
           {"aa/x.dll": dll("y.dll"), "run/y.dll": dll(), "bb/y.dll": dll()}, r"altered=C:\aa\x.dll", "/run/y.dll", "/aa/x.dll", path=r"C:\bb",
           ask="/aa/x.dll", start="program")
    hosted("altered-delay", DELAY, "What the library delays is searched as the process's own imports are when the call comes.",
           {"aa/x.dll": dll("w.dll", delay=("z.dll",)), "aa/w.dll": dll(), "aa/z.dll": dll(), "bb/z.dll": dll()}, r"altered=C:\aa\x.dll",
           "/aa/w.dll", "/aa/x.dll", path=r"C:\bb", ask="no")
    hosted("two-same-base", ORDER, "Two full paths with the same base name are two modules.",
           {"aa/x.dll": dll(), "bb/x.dll": dll("y.dll"), "host/y.dll": dll()}, r"load=C:\aa\x.dll|load=C:\bb\x.dll", "/aa/x.dll", "/host/y.dll", "/bb/x.dll", ask="no")
    hosted("bare-after-full", ORDER, "A bare name gets the module of that name that is there, wherever it came from.",
           {"aa/x.dll": dll(), "host/x.dll": dll()}, r"load=C:\aa\x.dll|load=x.dll", "/aa/x.dll", ask="no")
    hosted("import-after-full", ORDER, "So do imports.",
           {"aa/x.dll": dll(), "host/x.dll": dll(), "host/w.dll": dll("x.dll")}, r"load=C:\aa\x.dll|load=w.dll", "/aa/x.dll", "/host/w.dll", ask="no")
    hosted("bare-after-two", ORDER, "Of two modules of that name, a bare name gets one of them: the first.",
           {"aa/x.dll": dll(), "bb/x.dll": dll()}, r"load=C:\bb\x.dll|load=C:\aa\x.dll|load=x.dll", "/bb/x.dll", "/aa/x.dll", ask="no")
    hosted("full-after-bare", ORDER, "A full path to the same file is the same module.",
           {"host/x.dll": dll()}, r"load=x.dll|load=C:\host\x.dll|load=C:\HOST\X.DLL|load=C:\host\..\host\x.dll", "/host/x.dll", ask="no")
    hosted("load-relative", LOAD, "A relative path at run time.", {"host/sub/x.dll": dll(), "run/sub/x.dll": dll()}, r"load=sub\x.dll", "/host/sub/x.dll", ask="no")
    hosted("load-dot", LOAD, "A path that begins with .\\ is one of the current directory.",
           {"host/sub/x.dll": dll(), "run/sub/x.dll": dll()}, r"load=.\sub\x.dll", "/host/sub/x.dll", ask="no")
    hosted("load-chdir", ORDER, "The current directory is that of the moment.", {"cc/x.dll": dll()}, r"chdir=C:\cc|load=x.dll", "/cc/x.dll", ask="no")
    hosted("load-no-extension", LOAD, "LoadLibrary appends .dll to a full path too.", {"aa/x.dll": dll(), "aa/x": dll()}, r"load=C:\aa\x", "/aa/x.dll", ask="no")


def environments():
    """Python's and conda's own ways; env/python.exe is host.exe under that name, and imports pythonx.dll."""
    python = {"env/python.exe": exe("pythonx.dll", source="wine_host.c"), "env/pythonx.dll": dll()}
    more = {"program": "/env/python.exe", "ask": "/env/Lib/x.pyd"}
    adds = "|".join(rf"add=C:\env\{folder}" for folder in ("bin", "Scripts", r"Library\bin", r"Library\usr\bin", r"Library\mingw-w64\bin"))
    folders = {f"env/{folder}": None for folder in ("bin", "Scripts", "Library/bin", "Library/usr/bin", "Library/mingw-w64/bin", "conda-meta")}
    call = r"python=C:\env\Lib\x.pyd"
    hosted("python-own-directory", LOAD_EX, "What lies beside python.exe is found.", {**python, "env/Lib/x.pyd": dll("y.dll"), "env/y.dll": dll()}, call,
           "/env/pythonx.dll", "/env/y.dll", "/env/Lib/x.pyd", start="python", **more)
    hosted("python-has-it", ORDER, "What python.exe has loaded counts before what lies beside the module.",
           {**python, "env/Lib/x.pyd": dll("pythonx.dll"), "env/Lib/pythonx.dll": dll()}, call, "/env/pythonx.dll", "/env/Lib/x.pyd", start="python", **more)
    hosted("python-library-bin", LOAD_EX, "Library\\bin is no place of a Python without conda.",
           {**python, **folders, "env/Lib/x.pyd": dll("y.dll"), "env/Library/bin/y.dll": dll()}, call, "/env/pythonx.dll", missing=("y.dll",), start="python", **more)
    hosted("conda-library-bin", ADD_DIR, "conda's Python gives Library\\bin to AddDllDirectory.",
           {**python, **folders, "env/Lib/x.pyd": dll("y.dll"), "env/Library/bin/y.dll": dll("z.dll"), "env/Library/bin/z.dll": dll()}, adds + "|" + call,
           "/env/pythonx.dll", "/env/Library/bin/z.dll", "/env/Library/bin/y.dll", "/env/Lib/x.pyd", start="conda", **more)
    hosted("conda-mingw", ADD_DIR, "… and Library\\mingw-w64\\bin.",
           {**python, **folders, "env/Lib/x.pyd": dll("y.dll"), "env/Library/mingw-w64/bin/y.dll": dll()}, adds + "|" + call,
           "/env/pythonx.dll", "/env/Library/mingw-w64/bin/y.dll", "/env/Lib/x.pyd", start="conda", **more)
    activated = ";".join(["C:\\env"] + [rf"C:\env\{folder}" for folder in (r"Library\mingw-w64\bin", r"Library\usr\bin", r"Library\bin", "Scripts", "bin")])
    case("conda-program", ORDER, "A program of an activated environment: PATH begins with the environment's folders.",
         {**folders, "env/Scripts/p.exe": exe("x.dll"), "env/Library/bin/x.dll": dll("y.dll"), "env/bin/x.dll": dll(), "env/bin/y.dll": dll()},
         "/env/bin/y.dll", "/env/Library/bin/x.dll", program="/env/Scripts/p.exe", path=activated + ";" + USUAL_PATH, ask_path=USUAL_PATH, start="conda")


REDIRECTOR = "File System Redirector"
NO_32 = "Wine for 32-bit programs was not there"


def of_32_bits():
    """Debian's wine32 needs a second architecture of the whole system: what the pages say is held against linkwright alone."""
    def made(*imports):
        return {"app/p.exe": exe(*imports, machine="i386"), "windows/syswow64/kernel32.dll": dll(machine="i386", names=("ExitProcess",))}
    small, large = dll(machine="i386"), dll()
    kernel = "/windows/syswow64/kernel32.dll"
    case("i386-app", ORDER, "A 32-bit program with its library.", {**made("x.dll"), "app/x.dll": small}, "/app/x.dll", kernel, unmeasured=NO_32)
    case("i386-syswow64", REDIRECTOR, "System32 is SysWOW64 for it.", {**made("x.dll"), "windows/syswow64/x.dll": small, SYSTEM + "x.dll": large},
         "/windows/syswow64/x.dll", kernel, unmeasured=NO_32)
    case("i386-path-system32", REDIRECTOR, "In PATH, too.",
         {**made("x.dll"), SYSTEM + "x.dll": small}, kernel, missing=("x.dll",), path=r"C:\Windows\System32", unmeasured=NO_32)
    case("i386-machine", NO_PAGE, "A 64-bit library is passed over.", {**made("x.dll"), "app/x.dll": large, "aa/x.dll": small}, "/aa/x.dll", kernel,
         path=r"C:\aa", unmeasured=NO_32)


ASM = "urn:schemas-microsoft-com:asm.v1"
IDENTITY = '<assemblyIdentity type="win32" name="{0}" version="1.0.0.0" processorArchitecture="amd64"{1}/>'


def depends(name, more=""):
    return (f'<assembly xmlns="{ASM}" manifestVersion="1.0"><dependency><dependentAssembly>' + IDENTITY.format(name, more)
            + "</dependentAssembly></dependency></assembly>\n")


def assembly(name, *files, more=""):
    return (f'<assembly xmlns="{ASM}" manifestVersion="1.0">' + IDENTITY.format(name, more)
            + "".join(f'<file name="{file}"/>' for file in files) + "</assembly>\n")


COMMON_CONTROLS = (f'<assembly xmlns="{ASM}" manifestVersion="1.0"><dependency><dependentAssembly>'
                   '<assemblyIdentity type="win32" name="Microsoft.Windows.Common-Controls" version="6.0.0.0" processorArchitecture="*" '
                   'publicKeyToken="6595b64144ccf1df" language="*"/></dependentAssembly></dependency></assembly>\n')
PLAIN = f'<assembly xmlns="{ASM}" manifestVersion="1.0"/>\n'


def local():
    both = {"app/x.dll": dll(), "bb/x.dll": dll()}
    absolute = exe(r"C:\bb\x.dll")
    case("local-file", REDIRECTION, "A file p.exe.local: the application's directory comes first, for full paths too.",
         {"app/p.exe": absolute, "app/p.exe.local": "", **both}, "/app/x.dll", wine=("/bb/x.dll",), differs=NO_LOCAL)
    case("local-folder", REDIRECTION, "A folder p.exe.local: what lies in it comes first.",
         {"app/p.exe": exe("x.dll"), "app/p.exe.local/x.dll": dll(), **both}, "/app/p.exe.local/x.dll", wine=("/app/x.dll",), differs=NO_LOCAL)
    case("local-folder-absolute", REDIRECTION, "… for full paths too.",
         {"app/p.exe": absolute, "app/p.exe.local/x.dll": dll(), **both}, "/app/p.exe.local/x.dll", wine=("/bb/x.dll",), differs=NO_LOCAL)
    case("local-folder-without", REDIRECTION, "What the folder does not have is searched as usual.",
         {"app/p.exe": exe("x.dll"), "app/p.exe.local/w.dll": dll(), **both}, "/app/x.dll")
    case("local-manifest", REDIRECTION, "A manifest puts .local out of force.",
         {"app/p.exe": exe("x.dll", manifest=PLAIN), "app/p.exe.local/x.dll": dll(), **both}, "/app/x.dll")
    case("local-manifest-override", REDIRECTION, "DevOverrideEnable turns it on for the whole machine; linkwright takes that for a manifest's program, too.",
         {"app/p.exe": exe("x.dll", manifest=PLAIN), "app/p.exe.local/x.dll": dll(), **both}, "/app/p.exe.local/x.dll", dev="1", windows=("dev-override=on",),
         wine=("/app/x.dll",), differs=NO_LOCAL)
    case("local-file-without", REDIRECTION, "What the application's directory does not have is searched as usual.",
         {"app/p.exe": absolute, "app/p.exe.local": "", "bb/x.dll": dll()}, "/bb/x.dll")
    case("local-none", REDIRECTION, "A file with another name does nothing.", {"app/p.exe": absolute, "app/q.exe.local": "", **both}, "/bb/x.dll")


def side_by_side():
    program = exe("x.dll", manifest=depends("asm"))
    case("sxs-folder", ASSEMBLY, "A private assembly in a folder of its name, with its manifest: before the application's directory.",
         {"app/p.exe": program, "app/x.dll": dll(), "app/asm/asm.manifest": assembly("asm", "x.dll"), "app/asm/x.dll": dll()}, "/app/asm/x.dll")
    case("sxs-beside", ASSEMBLY, "Its manifest beside the program, and its files there.",
         {"app/p.exe": program, "app/asm.manifest": assembly("asm", "x.dll"), "app/x.dll": dll(), SYSTEM + "x.dll": dll()}, "/app/x.dll")
    case("sxs-beside-before-folder", ASSEMBLY, "<appdir>\\asm.manifest comes before <appdir>\\asm\\asm.manifest.",
         {"app/p.exe": program, "app/asm.manifest": assembly("asm", "x.dll"), "app/x.dll": dll(),
          "app/asm/asm.manifest": assembly("asm", "x.dll"), "app/asm/x.dll": dll()}, "/app/x.dll")
    case("sxs-not-listed", PRIVATE, "What the assembly does not list is searched as usual.",
         {"app/p.exe": program, "app/x.dll": dll(), "app/asm/asm.manifest": assembly("asm", "y.dll"), "app/asm/x.dll": dll()}, "/app/x.dll")
    case("sxs-manifest-beside", MANIFESTS, "The program's manifest as a file beside it.",
         {"app/p.exe": exe("x.dll"), "app/p.exe.manifest": depends("asm"), "app/x.dll": dll(),
          "app/asm/asm.manifest": assembly("asm", "x.dll"), "app/asm/x.dll": dll()}, "/app/asm/x.dll")
    case("sxs-two-manifests", MANIFESTS, "With a manifest inside the program, the one beside it is not read.",
         {"app/p.exe": exe("x.dll", manifest=PLAIN), "app/p.exe.manifest": depends("asm"), "app/x.dll": dll(),
          "app/asm/asm.manifest": assembly("asm", "x.dll"), "app/asm/x.dll": dll()}, "/app/x.dll")
    case("sxs-dll-form", ASSEMBLY, "The manifest inside <appdir>\\asm\\asm.dll.",
         {"app/p.exe": exe("asm.dll", manifest=depends("asm")), "app/asm/asm.dll": dll(manifest=assembly("asm", "asm.dll"), resource=1)}, "/app/asm/asm.dll")
    case("sxs-missing", PRIVATE, "An assembly that is nowhere: the program does not start.", {"app/p.exe": program, "app/x.dll": dll()},
         stops=True, wine=("/app/x.dll",), differs="Wine 8 starts the program without the assembly")
    case("sxs-language", ASSEMBLY, "The folder of a language comes before the one without.",
         {"app/p.exe": exe("x.dll", manifest=depends("asm", ' language="en-US"')),
          "app/en-US/asm/asm.manifest": assembly("asm", "x.dll", more=' language="en-US"'), "app/en-US/asm/x.dll": dll(), "app/x.dll": dll()},
         "/app/en-US/asm/x.dll", wine=("/app/x.dll",), differs="Wine 8 does not look into folders of languages")
    case("sxs-shared", ASSEMBLY, "A shared assembly of WinSxS: version 6 of the common controls.",
         {"app/p.exe": exe("comctl32.dll:=InitCommonControlsEx", manifest=COMMON_CONTROLS)}, builtin=("comctl32.dll",))
    case("sxs-dll-before-manifest", ASSEMBLY, "<appdir>\\asm.dll comes before <appdir>\\asm\\asm.manifest.",
         {"app/p.exe": exe("x.dll", manifest=depends("asm")), "app/asm.dll": dll(manifest=assembly("asm", "x.dll"), resource=1), "app/x.dll": dll(),
          "app/asm/asm.manifest": assembly("asm", "x.dll"), "app/asm/x.dll": dll()}, "/app/x.dll")
    case("sxs-own-file", MANIFESTS, "A file that the program's own manifest lists is that of the program's directory.",
         {"app/p.exe": exe("x.dll", manifest=assembly("me", "x.dll")), "app/x.dll": dll(), SYSTEM + "x.dll": dll()}, "/app/x.dll")
    case("sxs-own-file-missing", MANIFESTS, "… and nothing else is searched.",
         {"app/p.exe": exe("x.dll", manifest=assembly("me", "x.dll")), SYSTEM + "x.dll": dll()}, missing=("x.dll",))
    case("sxs-nested", PRIVATE, "The assembly holds for what libraries import too.",
         {"app/p.exe": exe("w.dll", manifest=depends("asm")), "app/w.dll": dll("x.dll"), "app/x.dll": dll(),
          "app/asm/asm.manifest": assembly("asm", "x.dll"), "app/asm/x.dll": dll()}, "/app/asm/x.dll", "/app/w.dll")
    case("sxs-of-library", MANIFESTS, "A library's manifest (resource 2) holds for its own imports.",
         {"app/p.exe": exe("w.dll"), "app/w.dll": dll("x.dll", manifest=depends("asm")), "app/x.dll": dll(),
          "app/asm/asm.manifest": assembly("asm", "x.dll"), "app/asm/x.dll": dll()}, "/app/asm/x.dll", "/app/w.dll")
    case("sxs-wrong-version", NO_PAGE, "An assembly of another version than the one asked for: the identity does not match, the start fails with 14001.",
         {"app/p.exe": program, "app/x.dll": dll(), "app/asm/asm.manifest": assembly("asm", "x.dll").replace("1.0.0.0", "2.0.0.0"), "app/asm/x.dll": dll()},
         stops=True, wine=("/app/x.dll",), differs="Wine 8 starts the program without the assembly")
    case("sxs-of-assembly", PRIVATE, "An assembly that depends on another one.",
         {"app/p.exe": exe("y.dll", manifest=depends("asm")), "app/y.dll": dll(),
          "app/asm/asm.manifest": assembly("asm", "x.dll").replace("</assembly>", depends("two").split(">", 1)[1].strip()),
          "app/asm/x.dll": dll(), "app/two/two.manifest": assembly("two", "y.dll"), "app/two/y.dll": dll()}, "/app/two/y.dll")
    case("sxs-absolute", PRIVATE, "A name with a path is none that an assembly redirects.",
         {"app/p.exe": exe(r"C:\bb\x.dll", manifest=depends("asm")), "bb/x.dll": dll(),
          "app/asm/asm.manifest": assembly("asm", "x.dll"), "app/asm/x.dll": dll()}, "/bb/x.dll")
    case("sxs-before-loaded", ORDER, "A manifest counts before the module of that name that is there.",
         {"app/p.exe": exe(r"C:\bb\x.dll", "y.dll", manifest=depends("asm")), "bb/x.dll": dll(), "app/y.dll": dll("x.dll"),
          "app/asm/asm.manifest": assembly("asm", "x.dll"), "app/asm/x.dll": dll()}, "/bb/x.dll", "/app/asm/x.dll", "/app/y.dll")
    case("sxs-not-there", PRIVATE, "A file that the assembly lists and does not have: nothing else is searched.",
         {"app/p.exe": program, "app/x.dll": dll(), "app/asm/asm.manifest": assembly("asm", "x.dll")}, missing=("x.dll",))
    case("sxs-load-from", MANIFESTS, "loadFrom of a file names another place.",
         {"app/p.exe": exe("x.dll", manifest=assembly("me", "x.dll").replace('name="x.dll"', r'name="x.dll" loadFrom="C:\bb\x.dll"')),
          "app/x.dll": dll(), "bb/x.dll": dll()}, "/bb/x.dll")
    case("sxs-case", PRIVATE, "The names of files in a manifest are the same in upper and lower case.",
         {"app/p.exe": exe("X.dll", manifest=depends("ASM")), "app/x.dll": dll(), "app/asm/Asm.manifest": assembly("asm", "x.DLL"), "app/asm/x.dll": dll()},
         "/app/asm/x.dll")
    case("sxs-own-imports", PRIVATE, "What a library of the assembly imports is searched in the application's directory, not the assembly's.",
         {"app/p.exe": program, "app/y.dll": dll(), "app/asm/asm.manifest": assembly("asm", "x.dll"), "app/asm/x.dll": dll("y.dll"), "app/asm/y.dll": dll()},
         "/app/y.dll", "/app/asm/x.dll")


def windows_own():
    """API sets, names of Windows' own libraries beside the program, load flags."""
    contract = "api-ms-win-core-processthreads-l1-1-0.dll:=GetCurrentProcessId"
    case("apiset", API_SETS, "A contract is the library that the map names.", {"app/p.exe": exe(contract)}, builtin=("kernelbase.dll",))
    case("apiset-crt", API_SETS, "One of the C run-time.", {"app/p.exe": exe("api-ms-win-crt-heap-l1-1-0.dll:=malloc")}, builtin=("ucrtbase.dll",))
    case("apiset-in-app", API_SETS, "A file of a contract's name beside the program is not looked at.",
         {"app/p.exe": exe(contract), "app/api-ms-win-core-processthreads-l1-1-0.dll": dll(names=("GetCurrentProcessId",))}, builtin=("kernelbase.dll",))
    case("apiset-newer", API_SETS, "The last number of a contract does not count.",
         {"app/p.exe": exe("api-ms-win-core-processthreads-l1-1-9.dll:=GetCurrentProcessId")}, builtin=("kernelbase.dll",))
    case("apiset-case", API_SETS, "Nor do upper and lower case.",
         {"app/p.exe": exe("API-MS-Win-Core-ProcessThreads-L1-1-0.dll:=GetCurrentProcessId")}, builtin=("kernelbase.dll",))
    case("apiset-unknown", API_SETS, "A contract that the map does not have and no file: not found.",
         {"app/p.exe": exe("api-ms-win-nothing-l1-1-0.dll")}, missing=("api-ms-win-nothing-l1-1-0.dll",))
    case("apiset-unknown-in-app", API_SETS, "A contract that the map does not have is searched as other names are.",
         {"app/p.exe": exe("api-ms-win-nothing-l1-1-0.dll"), "app/api-ms-win-nothing-l1-1-0.dll": dll()}, "/app/api-ms-win-nothing-l1-1-0.dll")
    case("fake-version", ORDER, "version.dll is none of the known DLLs: the application's counts.",
         {"app/p.exe": exe("version.dll:=VerQueryValueA"), "app/version.dll": dll(names=("VerQueryValueA",))}, "/app/version.dll", native="version")
    case("fake-winmm", ORDER, "Nor is winmm.dll.", {"app/p.exe": exe("winmm.dll:=timeGetTime"), "app/winmm.dll": dll(names=("timeGetTime",))}, "/app/winmm.dll", native="winmm")
    case("fake-ole32", ORDER, "ole32.dll is a known DLL: System32's counts.",
         {"app/p.exe": exe("ole32.dll:=CoInitialize"), "app/ole32.dll": dll(names=("CoInitialize",))}, builtin=("ole32.dll",))
    case("fake-kernel32", ORDER, "kernel32.dll is there before any search.",
         {"app/p.exe": exe("kernel32.dll:=GetTickCount"), "app/kernel32.dll": dll(names=("GetTickCount", "ExitProcess"))})
    case("own-dependencies", ORDER, "A library of Windows with its own imports.", {"app/p.exe": exe("version.dll:=VerQueryValueA")}, builtin=("version.dll",))
    case("user32", ORDER, "user32 with all that it imports.", {"app/p.exe": exe("user32.dll:=GetDesktopWindow")}, builtin=("user32.dll",))
    case("load-flags-of-program", LOAD_FLAG, "DependentLoadFlags 0x800: the program's imports are searched in System32 only.",
         {"app/p.exe": exe("x.dll", load_flags=0x800), "app/x.dll": dll(), SYSTEM + "x.dll": dll()}, "/windows/system32/x.dll",
         wine=("/app/x.dll",), differs=NO_FLAGS)
    case("load-flags-missing", LOAD_FLAG, "… and not found beside it.", {"app/p.exe": exe("x.dll", load_flags=0x800), "app/x.dll": dll()}, missing=("x.dll",),
         wine=("/app/x.dll",), wine_missing=(), differs=NO_FLAGS)
    case("load-flags-of-library", LOAD_FLAG, "DependentLoadFlags 0x100 of a library: its imports are searched beside it only.",
         {"app/p.exe": exe("x.dll"), "aa/x.dll": dll("y.dll", load_flags=0x100), "aa/y.dll": dll(), "app/y.dll": dll()}, "/aa/y.dll", "/aa/x.dll", path=r"C:\aa",
         wine=("/app/y.dll", "/aa/x.dll"), differs=NO_FLAGS)


for group in (places, path_variable, names, graph, bad_files, delay, forwards, load_library, environments, of_32_bits, local, side_by_side, windows_own):
    group()
