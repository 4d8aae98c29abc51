# SPDX-License-Identifier: Apache-2.0
"""Builds the small Windows programs and libraries of wine_cases.py with mingw-w64;
those with delay imports or a load configuration with lld.

Every library NAME.dll exports NAME_f as ordinal 5. Programs and libraries hold calls of what they import, so that no linker drops it; what is
delayed is called only when its description says so. No C library: the only modules are those of the case and Windows' own.
"""
import hashlib
import os
import re
import struct
import subprocess
from dataclasses import dataclass

import peread

TRIPLES = {"x86_64": ("x86_64-w64-mingw32", "i386:x86-64"), "i386": ("i686-w64-mingw32", "i386")}
HERE = os.path.dirname(os.path.abspath(__file__))
KERNEL_NAMES = ["ExitProcess", "GetModuleHandleA", "GetProcAddress", "GetStdHandle", "LoadLibraryA", "WideCharToMultiByte", "WriteFile"]


@dataclass(frozen=True)
class Pe:
    """imports: "x.dll" (x_f of it), "x.dll:g" (x_g), "x.dll:=Name" or "x.dll:#5"; forwards: (x_NAME or "=Name", "MODULE.name");
    names: what it exports besides, with the names as they stand; broken: only a third of the file is there;
    hollow: the library of whose imports no function is left."""

    kind: str
    imports: tuple = ()
    delay: tuple = ()
    call: bool = False
    forwards: tuple = ()
    machine: str = "x86_64"
    manifest: str = ""
    resource: int = 0  # its number; 0: 1 of a program, 2 of a library
    load_flags: int = 0
    source: str = ""
    broken: bool = False
    names: tuple = ()
    hollow: str = ""


def exe(*imports, **more):
    return Pe("exe", imports, **more)


def dll(*imports, **more):
    return Pe("dll", imports, **more)


def stem(name):
    """The name that the exports of a module begin with: of "C:\\a\\My-x.1.dll" it is my_x_1."""
    base = re.split(r"[\\/]", name)[-1].lower().rstrip(".")
    return re.sub(r"\W", "_", base[:-4] if base.endswith((".dll", ".exe", ".pyd")) else base)


def split_import(text):
    """("x.dll", its symbol in C, ordinal or 0)"""
    colon = text.rfind(":")
    dll_name, symbol = (text[:colon], text[colon + 1:]) if colon > 1 else (text, "f")
    if symbol.startswith("#"):
        return dll_name, f"{stem(dll_name)}_n{symbol[1:]}", int(symbol[1:])
    return dll_name, symbol[1:] if symbol.startswith("=") else f"{stem(dll_name)}_{symbol}", 0


DELAY_HELPER = r"""
struct delay { unsigned attributes, name, handle, iat, names, bound, unload, stamp; };
extern char __ImageBase;
__declspec(dllimport) void *LoadLibraryA(const char *);
__declspec(dllimport) void *GetProcAddress(void *, const char *);
void *__delayLoadHelper2(const struct delay *d, void **slot) {
	unsigned long long *names = (void *)(&__ImageBase + d->names);
	unsigned long long i = slot - (void **)(&__ImageBase + d->iat);
	void *module = LoadLibraryA(&__ImageBase + d->name);
	void *found = module ? GetProcAddress(module, names[i] >> 63 ? (char *)(names[i] & 0xffff) : &__ImageBase + names[i] + 2) : 0;
	if (!found) ExitProcess(126);
	return *slot = found;
}
"""
CONFIG = """const struct { unsigned size, no[18]; unsigned short version, dependent; unsigned no2[44]; } _load_config_used =
	{ sizeof _load_config_used, {0}, 0, 0x%x, {0} };
"""


def source(pe, name):
    """Its C text."""
    if pe.source:
        with open(os.path.join(HERE, pe.source), encoding="utf-8") as file:
            text = file.read()
        kept = [split_import(text)[1] for text in pe.imports]
        return text + "".join(f"__declspec(dllimport) int {name}(void);\nint keep_{name}(void)\n{{\n\treturn {name}();\n}}\n" for name in kept)
    calls = [split_import(text)[1] for text in pe.imports]
    late = [split_import(text)[1] for text in pe.delay]
    lines = [f"__declspec(dllimport) int {call}(void);" for call in sorted({*calls, *late} - {"ExitProcess"})]
    lines += ["__declspec(dllimport) void __stdcall ExitProcess(unsigned);", "volatile int never;"]
    body = "".join(f" ((int (*)(void)){call})();" for call in calls)
    now = "".join(f" if ({int(pe.call)} || never) {call}();" for call in late)
    if pe.kind == "exe":
        lines += ['#include "wine_list.h"', f"void start(void) {{ if (never) {{{body} }}{now} list_modules(); ExitProcess(0); }}"]
    else:
        lines += ["int __stdcall start(void *module, unsigned why, void *more) { (void)module; (void)why; (void)more; return 1; }",
                  f"int {stem(name)}_f(void) {{ if (never) {{{body} }}{now} return 0; }}"]
    return "\n".join(lines + ([DELAY_HELPER] if pe.delay else []) + ([CONFIG % pe.load_flags] if pe.load_flags else [])) + "\n"


def exports(pe, name):
    if pe.kind == "exe":
        return "EXPORTS\n" + "".join(f" {symbol} = start\n" for symbol in pe.names)
    lines = [f'LIBRARY "{name}"', "EXPORTS", f" {stem(name)}_f @5"]
    lines += [f" {symbol[1:] if symbol.startswith('=') else stem(name) + '_' + symbol} = {target}" for symbol, target in pe.forwards]
    return "\n".join(lines + [f" {symbol} = {stem(name)}_f" for symbol in pe.names]) + "\n"


def with_slashes(pe, data):
    """The tools take a/ off a name: it is written as a\\ and mended here."""
    for name in {split_import(text)[0] for text in pe.imports if "/" in text}:
        told = name.replace("/", "\\").encode() + b"\0"
        assert data.count(told) == 1, name
        data = data.replace(told, name.encode() + b"\0")
    return data


def hollowed(pe, data):
    """Ends the list of functions of one library (x86-64) before its first one, as some linkers leave it."""
    if not pe.hollow:
        return data
    out, head = bytearray(data), struct.unpack_from("<I", data, 0x3c)[0]
    count, optional = struct.unpack_from("<6xH12xH", data, head)
    sections = [struct.unpack_from("<8x4I", data, head + 24 + optional + 40 * i) for i in range(count)]

    def offset(address):
        return next(address - start + raw for size, start, _, raw in sections if start <= address < start + size)

    at = offset(struct.unpack_from("<I", data, head + 24 + 120)[0])
    while any(data[at:at + 20]):
        names, name, slots = struct.unpack_from("<I8xII", data, at)
        if data[offset(name):].split(b"\0", 1)[0].decode() == pe.hollow:
            for start in map(offset, (names, slots)):
                out[start:start + 8] = bytes(8)
        at += 20
    return bytes(out)


class Builder:
    """Keeps what it built, by its description: many cases have the same small libraries."""

    def __init__(self, folder):
        self.folder, self.made, self.libraries = folder, {}, {}
        os.makedirs(folder, exist_ok=True)

    def run(self, folder, *argv):
        done = subprocess.run(argv, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(argv)} ended with {done.returncode}:\n{done.stdout}")

    def import_library(self, place, name, rows, machine, lld):
        """The file that a program is linked with to import from NAME. rows: (symbol, ordinal). ld sorts a program's imports by the names
        of these files: PLACE is how many come before."""
        key = (place, name, tuple(sorted(set(rows))), machine, lld)
        if key not in self.libraries:
            path = os.path.join(self.folder, f"import{place:02}-{len(self.libraries)}")
            with open(path + ".def", "w", encoding="utf-8") as file:
                file.write("EXPORTS\n" + "".join(f" {s}" + (f" @{n} NONAME\n" if n else "\n") for s, n in key[2]))
            triple, llvm = TRIPLES[machine]
            if lld:
                self.run(self.folder, peread.tool("llvm-dlltool"), "-m", llvm, "-d", path + ".def", "-D", name, "-l", path + ".lib")
            else:  # the name goes through an assembler's string
                self.run(self.folder, triple + "-dlltool", "-k", "-d", path + ".def", "-D", name.replace("\\", "\\\\"), "-l", path + ".lib")
            self.libraries[key] = path + ".lib"
        return self.libraries[key]

    def import_libraries(self, pe, lld):
        rows = {}
        for text in pe.imports + pe.delay:
            name, symbol, ordinal = split_import(text)
            rows.setdefault(name.replace("/", "\\"), []).append((symbol, ordinal))
        return [self.import_library(i, name, tuple(symbols), pe.machine, lld) for i, (name, symbols) in enumerate(rows.items())]

    def build(self, pe, name):
        """The bytes of the file; NAME is its own."""
        key = hashlib.sha256(f"{pe} {name if pe.kind == 'dll' else ''}".encode()).hexdigest()
        if key not in self.made:
            folder = os.path.join(self.folder, key[:16])
            os.makedirs(folder, exist_ok=True)
            for file_name, text in (("a.c", source(pe, name)), ("a.def", exports(pe, name)), ("a.manifest", pe.manifest),
                                    ("a.rc", f"{pe.resource or (1 if pe.kind == 'exe' else 2)} 24 a.manifest\n")):
                with open(os.path.join(folder, file_name), "w", encoding="utf-8") as file:
                    file.write(text)
            # binutils make no delay imports and no load configuration.
            (self.by_lld if pe.delay or pe.load_flags else self.by_gcc)(pe, folder, name)
            with open(os.path.join(folder, "out.pe"), "rb") as file:
                self.made[key] = hollowed(pe, with_slashes(pe, file.read()))
        return self.made[key]

    def compiled(self, pe, folder):
        triple = TRIPLES[pe.machine][0]
        self.run(folder, triple + "-gcc", "-O1", "-fno-stack-protector", "-Wno-attributes", "-fno-builtin", "-fno-ident", "-I", HERE, "-c", "-o", "a.o", "a.c")
        if not pe.manifest:
            return ["a.o"]
        self.run(folder, triple + "-windres", "a.rc", "res.o")
        return ["a.o", "res.o"]

    def by_gcc(self, pe, folder, _name):
        parts = self.compiled(pe, folder) + self.import_libraries(pe, False) + ["-lkernel32", "-ladvapi32"]
        start = ("_start@12" if pe.kind == "dll" else "_start") if pe.machine == "i386" else "start"
        shape = ["-shared", "-s", "a.def"] if pe.kind == "dll" else ["-s"] + ["a.def"] * bool(pe.names)
        self.run(folder, TRIPLES[pe.machine][0] + "-gcc", "-nostdlib", f"-Wl,-e,{start},--no-insert-timestamp", "-o", "out.pe", *shape, *parts)

    def by_lld(self, pe, folder, name):
        parts = self.compiled(pe, folder) + self.import_libraries(pe, True)
        parts.append(self.import_library(99, "KERNEL32.dll", tuple((n, 0) for n in KERNEL_NAMES), pe.machine, True))
        parts += [f"/delayload:{split_import(text)[0]}" for text in pe.delay]
        shape = ["/dll", "/def:a.def", "/out:" + name] if pe.kind == "dll" else ["/subsystem:console,6.1", "/out:out.pe"]
        self.run(folder, peread.tool("lld-link"), "/entry:start", "/nodefaultlib", *shape, *parts)
        if pe.kind == "dll":
            os.replace(os.path.join(folder, name), os.path.join(folder, "out.pe"))
