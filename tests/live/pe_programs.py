# SPDX-License-Identifier: Apache-2.0
"""Random small Windows programs with libraries of their own, built with mingw-w64 or linked by lld, whose libraries are then renamed on disk and,
by `linkwright edit`, in every file that asks for them. What a program prints depends on every library being found and bound right.

A library NAME exports a function, a variable, a function without a name (ordinal 7), and forwards to another library; it imports from later
libraries. The program imports some of all that, delay-loads others, and tells of each name on its command line whether it is a loaded module.
"""
import array
import io
import itertools
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass

import peread

TRIPLES = {"x86_64": ("x86_64-w64-mingw32", "i386:x86-64"), "i686": ("i686-w64-mingw32", "i386")}
HELPER = r"""
struct delay { unsigned attributes, name, handle, iat, names, bound, unload, stamp; };
extern char __ImageBase;
void *__stdcall LoadLibraryA(const char *);
void *__stdcall GetProcAddress(void *, const char *);
void __stdcall ExitProcess(unsigned);
void *__stdcall __delayLoadHelper2(const struct delay *d, void **slot) {
	__UINTPTR_TYPE__ *names = (void *)(&__ImageBase + d->names), i = slot - (void **)(&__ImageBase + d->iat);
	void *module = LoadLibraryA(&__ImageBase + d->name);
	int by_ordinal = names[i] >> (8 * sizeof *names - 1);
	void *found = module ? GetProcAddress(module, by_ordinal ? (char *)(names[i] & 0xffff) : &__ImageBase + names[i] + 2) : 0;
	if (!found) ExitProcess(126);
	return *slot = found;
}
"""
ENDINGS = (".dll", ".dll", ".dll", ".DLL", ".drv", ".v2.dll")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"
MORE_LETTERS = LETTERS + "-+ ,()"  # what .def files have no words for


def some_name(rng, longest=24, letters=LETTERS):
    n = rng.choice((1, 3, 6, 8, 12, 20, longest))
    return rng.choice("abcdefghij") + "".join(rng.choice(letters) for _ in range(n)) + rng.choice(ENDINGS)


class Program:
    """The sources of one program and its libraries in FOLDER, built for MACHINE."""

    def __init__(self, folder, machine, seed):
        self.folder, self.machine, self.rng, self.seed = folder, machine, random.Random(seed), seed
        self.triple, self.llvm = TRIPLES[machine]
        os.makedirs(folder)
        n = self.rng.randint(1, 4)
        self.libraries = []
        while len(self.libraries) < n:
            name = some_name(self.rng)
            if name.lower() not in {x.lower() for x in self.libraries}:
                self.libraries.append(name)
        # Some have no forward, and then none is built.
        self.forwards = {i: self.rng.randrange(i + 1, n) for i in range(n - 1) if self.rng.random() < 0.6}
        self.delayed = {i for i in range(n) if self.rng.random() < 0.3}
        self.uses = {i: [k for k in range(i + 1, n) if self.rng.random() < 0.4] for i in range(n)}
        # binutils write delay imports that no directory tells of.
        self.shape = self.rng.choice(("lld", "lld-debug") if self.delayed else ("plain", "stripped", "apart", "sum", "zip", "lld", "lld-debug", "stamped"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, *argv):
        done = subprocess.run(argv, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(argv)} ended with {done.returncode}:\n{done.stdout}")

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return name

    def library(self, i):
        declared = "".join(f"__declspec(dllimport) int f{k}(int);\n__declspec(dllimport) int v{k};\n" for k in self.uses[i])
        sum_of = "".join(f" + f{k}(x) + v{k}" for k in self.uses[i])
        self.write(f"l{i}.c", f"{declared}int v{i} = {7 * i + 3};\nint f{i}(int x) {{ return x * {i + 2}{sum_of}; }}\nint o{i}(int x) {{ return x - {i + 1}; }}\n")
        forward = f" w{i} = {self.forward_text(self.libraries[self.forwards[i]])}.f{self.forwards[i]}\n" if i in self.forwards else ""
        self.write(f"l{i}.def", f'LIBRARY "{self.libraries[i]}"\nEXPORTS\n f{i}\n v{i} DATA\n o{i} @7 NONAME\n{forward}')
        self.import_library(i)
        self.run(f"{self.triple}-gcc", "-O1", "-shared", "-o", self.libraries[i], f"l{i}.c", f"l{i}.def", *(["-s"] * self.rng.randint(0, 1)),
                 *(f"l{k}.lib" for k in self.uses[i]))

    @staticmethod
    def forward_text(name):
        return name[:-4] if name.lower().endswith(".dll") and name.count(".") == 1 else name

    def import_library(self, i):
        forward = f" w{i}\n" if i in self.forwards else ""
        self.write(f"i{i}.def", f"EXPORTS\n f{i}\n v{i} DATA\n o{i} @7 NONAME\n{forward}")
        self.run(f"{self.triple}-dlltool", "-d", f"i{i}.def", "-D", self.libraries[i], "-l", f"l{i}.lib")

    def main_source(self):
        lines, calls = ["#include <stdio.h>", "#include <windows.h>"], []
        for i in range(len(self.libraries)):
            lines.append(f"__declspec(dllimport) int f{i}(int), o{i}(int), w{i}(int);")
            calls += [f"f{i}(5)", f"o{i}(9)"] + ([f"w{i}(4)"] if i in self.forwards else [])
            if i not in self.delayed:
                lines.append(f"__declspec(dllimport) int v{i};")
                calls.append(f"v{i}")
        lines += ["int main(int n, char **names) {"] + [f'\tprintf("%d\\n", {call});' for call in calls]
        lines.append("\tif (n > 1000) RegCloseKey(0); /* one more library, of which one function is imported and never called */")
        lines += ['\tfor (int i = 1; i < n; i++) printf("module %d\\n", GetModuleHandleA(names[i]) != NULL);', "\treturn 0;", "}"]
        return "\n".join(lines) + "\n" + (HELPER.replace("__stdcall", "WINAPI").replace("void *WINAPI LoadLibraryA(const char *);\n", "")
                                        .replace("void *WINAPI GetProcAddress(void *, const char *);\n", "").replace("void WINAPI ExitProcess(unsigned);\n", "")
                                        .replace("GetProcAddress(module", "(void *)GetProcAddress(module") if self.delayed else "")

    def build(self):
        for i in reversed(range(len(self.libraries))):
            self.library(i)
        self.write("main.c", self.main_source())
        archives = [f"l{i}.lib" for i in range(len(self.libraries))]
        options = {"plain": [], "stripped": ["-s"], "apart": ["-s", "-Wl,--section-alignment,0x4000,--file-alignment,0x1000"], "sum": ["-s"], "zip": ["-s"],
                   "lld": ["-s"], "lld-debug": [], "stamped": ["-Wl,--insert-timestamp", "-g"]}[self.shape]
        if self.shape.startswith("lld"):
            self.by_lld(options, archives)
        else:
            self.run(f"{self.triple}-gcc", "-O1", "-w", "-o", "main.exe", "main.c", *options, *archives)
        if self.shape == "sum":
            self.change(lambda data: struct.pack_into("<I", data, checksum_at(io.BytesIO(data)), checksum(io.BytesIO(data))))
        if self.shape == "zip":
            self.change(lambda data: data.extend(b"PK\5\6" + bytes(18)))
        return self

    def by_lld(self, options, archives):
        """As mingw-w64's compiler calls its own linker, without the C++ parts."""
        def place(name):
            return subprocess.run([f"{self.triple}-gcc", f"-print-file-name={name}"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        self.run(f"{self.triple}-gcc", "-O1", "-w", "-g", "-c", "main.c")
        folders = [f"-L{os.path.dirname(place(name))}" for name in ("libgcc.a", "libkernel32.a")]
        system = ["-lmingw32", "-lgcc", "-lgcc_eh", "-lmoldname", "-lmingwex", "-lmsvcrt", "-ladvapi32", "-lshell32", "-luser32", "-lkernel32"]
        late = [f"--Xlink=/delayload:{self.libraries[i]}" for i in sorted(self.delayed)]
        self.run(peread.tool("ld.lld"), "-m", "i386pep" if self.machine == "x86_64" else "i386pe", *options, *late, "-o", "main.exe", place("crt2.o"), "main.o",
                 *archives, *folders, *system, *system)

    def change(self, how, name="main.exe"):
        with open(self.path(name), "rb") as file:
            data = bytearray(file.read())
        how(data)
        with open(self.path(name), "wb") as file:
            file.write(data)

    def files(self):
        return ["main.exe"] + self.libraries

    def new_names(self):
        """One for each library: shorter, as long, longer, far longer. Of the module of a forward Wine leaves out spaces at the end
        (build_import_name of its loader), so that no forward leads to a library of such a name."""
        new, forwarded = {}, {self.libraries[i] for i in self.forwards.values()}
        for old in self.libraries:
            while old not in new:
                name = some_name(self.rng, self.rng.choice((24, 60, 120)), MORE_LETTERS)
                if old in forwarded and self.forward_text(name).endswith(" "):
                    continue
                if name.lower() not in {x.lower() for x in (*self.libraries, *new.values())}:
                    new[old] = name
        return new

    def copy_to(self, folder, names):
        """The same files under NAMES."""
        os.makedirs(folder)
        for name in self.files():
            shutil.copy(self.path(name), os.path.join(folder, names.get(name, name)))
        return folder


PIECE = 1 << 20  # files are read in pieces of so many bytes: some are large


def take(file, at, form):
    """The fields of a struct at an offset of a file."""
    file.seek(at)
    return struct.unpack(form, file.read(struct.calcsize(form)))


def checksum_at(file):
    return take(file, 0x3c, "<I")[0] + 88


def checksum(file):
    """As it is described: words of 16 bits with their carries, without the field, and the length."""
    at, size, total = checksum_at(file), 0, 0
    file.seek(0)
    while piece := bytearray(file.read(PIECE)):
        for i in range(max(at, size), min(at + 4, size + len(piece))):
            piece[i - size] = 0
        size += len(piece)
        words = array.array("H", bytes(piece) + bytes(len(piece) % 2))
        if sys.byteorder == "big":
            words.byteswap()
        total += sum(words)
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total + size


def edit(linkwright, path, words, *more):
    """(exit status, what was said)"""
    done = subprocess.run([linkwright, "edit", path, *words, *(more or ("--in-place",))], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False)
    return done.returncode, done.stdout


# One call each: of some files llvm-readobj cannot show the unwind data and dies, before an edit as after it.
FIELDS = (("--file-headers", "--coff-imports", "--coff-exports", "--coff-load-config", "--coff-debug-directory", "--coff-tls-directory"),
          ("--coff-basereloc",), ("--unwind",))
# The data directories of the table of functions and of base relocations, which are compared by their bytes, too.
SAME_BYTES = (3, 5)


def readobj(path, fields):
    """The lines of llvm-readobj without the file's name, and its complaints."""
    status, text, said = peread.run([peread.tool("llvm-readobj"), *fields, path])
    return status, [line for line in text.split("\n") if not line.startswith("File: ")], said.replace(str(path), "FILE")


SHOWN = 20  # lines that differ are told

# What a layout may change in the headers.
LAYOUT = ("SectionCount:", "SizeOfImage:", "CheckSum:", "PointerToSymbolTable:", "CertificateTableRVA:", "CertificateTableSize:", "ExportTableRVA:", "ExportTableSize:",
          "BoundImportRVA:", "BoundImportSize:", "PointerToRawData:")


# llvm-readobj 14 takes a block of base relocations that says to be of no bytes for one of 2^31 entries. What ends well has no more than 35 characters
# for each byte of a file.
MOST = 64


@dataclass
class Told:
    """What llvm-readobj tells of a file: some lines or millions, which therefore stay on disk."""

    status: int  # below zero: it died, or was killed as it found no end
    text: object
    said: str

    def lines(self):
        """All but the one with the file's name."""
        self.text.seek(0)
        for line in io.TextIOWrapper(self.text, "utf-8", "surrogateescape", newline="\n"):
            if not line.startswith("File: "):
                yield line


def told(path, fields):
    text, most, endless = tempfile.TemporaryFile(), MOST * os.path.getsize(path), False
    with tempfile.TemporaryFile() as said, subprocess.Popen([peread.tool("llvm-readobj"), *fields, path], stdout=subprocess.PIPE, stderr=said,
                                                            env={**os.environ, "LC_ALL": "C"}) as process:
        while not endless and (piece := process.stdout.read(PIECE)):
            text.write(piece)
            endless = text.tell() > most
        if endless:
            process.kill()
        process.wait()
        said.seek(0)
        words = said.read().decode("utf-8", "surrogateescape").replace(str(path), "FILE")
    return Told(process.returncode, text, words)


def both_told(before, after, fields):
    """(fields, answer, answer): one; or, where the first call does not end well already before the edit, those of a call for each group of fields."""
    whole = sum(fields, ())
    one = told(before, whole)
    return [(whole, one, told(after, whole))] if one.status >= 0 else [(group, told(before, group), told(after, group)) for group in fields]


def forwards_of(path):
    """ordinal -> "MODULE.name" """
    lines = peread.run([peread.tool("llvm-objdump"), "-p", path])[1].split("\n")
    return {int(found[1]): found[3] for found in map(peread.FORWARD.match, lines) if found}


LARGE = 4_000_000


def fields_for(path):
    """Of a file with symbols llvm-readobj looks up each function in all of them to show unwind data: that takes minutes for a large one."""
    with open(path, "rb") as file:
        symbols = take(file, take(file, 0x3c, "<I")[0] + 12, "<I")[0]
    return FIELDS[:2] if symbols and os.path.getsize(path) > LARGE else FIELDS


def only_names_changed(before, after, renames):
    """Complaints about what else differs in the eyes of llvm-readobj and llvm-objdump. RENAMES: old name in small letters -> new name."""
    fields = fields_for(before)
    # llvm-readobj does not tell what is forwarded; llvm-objdump does.
    was, now = forwards_of(before), forwards_of(after)
    forwards = {ordinal: renames.get(text.lower(), text) for ordinal, text in was.items()}
    wrong = [] if forwards == now else [f"forwards are {now} and not {forwards}"]
    if any(directory(before, index) != directory(after, index) for index in SAME_BYTES):
        wrong.append("base relocations or the table of functions changed")
    for group, one, two in both_told(before, after, fields):
        if one.status < 0 and group in FIELDS[1:]:
            continue  # its bytes were compared
        if one.status < 0 or one.status != two.status or one.said != two.said:
            return [f"llvm-readobj ended with {one.status} and {two.status}: {two.said[-300:]}"]
        wrong += changed_lines(one, two, renames, forwards)
    return wrong


def changed_lines(one, two, renames, forwards):
    """The first of those that differ by more than what an edit may change."""
    ordinal, wrong = 0, []
    for x, y in itertools.zip_longest(one.lines(), two.lines()):
        if x is None or y is None:
            return [*wrong, f"llvm-readobj wrote {'more' if x is None else 'fewer'} lines"]
        if x == y and "Ordinal" not in x:
            continue
        word, _, name = x.strip().partition(" ")
        ordinal = int(name) if word == "Ordinal:" else ordinal
        if x == y or word.startswith(LAYOUT) or (word == "RVA:" and ordinal in forwards):
            continue
        if word != "Name:" or y.strip() != f"{word} {renames.get(name.lower(), name)}":
            wrong.append(f"{x.strip()} became {y.strip()}")
            if len(wrong) == SHOWN:
                return wrong
    return wrong


def headers(file):
    """(sections as (name, memory size, address, raw size, raw offset), file alignment, section alignment, SizeOfImage)"""
    head = take(file, 0x3c, "<I")[0]
    count, optional = take(file, head, "<6xH12xH")
    sections = [take(file, head + 24 + optional + 40 * i, "<8s4I") for i in range(count)]
    section_alignment, file_alignment = take(file, head + 24 + 32, "<II")
    return sections, file_alignment, section_alignment, take(file, head + 24 + 56, "<I")[0]


def directory(path, index):
    """(address, size, bytes) of a data directory."""
    with open(path, "rb") as file:
        head = take(file, 0x3c, "<I")[0]
        first = head + 24 + (112 if take(file, head + 24, "<H")[0] == 0x20b else 96)
        address, size = take(file, first + 8 * index, "<II")
        for _, _, start, raw, offset in headers(file)[0]:
            if start <= address and address + size <= start + raw:
                file.seek(offset + address - start)
                return address, size, file.read(size)
    return address, size, None


def unsound(path):
    """What "PE Format" would not have in a file, told from its bytes alone."""
    with open(path, "rb") as file:
        return unsound_layout(headers(file), os.path.getsize(path)) + unsound_checksum(file)


def unsound_layout(facts, size):
    sections, file_alignment, alignment, image = facts
    wrong, end_memory, end_raw = [], 0, 0
    for name, memory, address, raw, offset in sections:
        if address % alignment or address < end_memory:
            wrong.append(f"{name} begins at {address:#x}")
        if raw and (offset % file_alignment or offset < end_raw or offset + raw > size):
            wrong.append(f"{name} lies at {offset:#x} in the file")
        end_memory = -(-(address + (memory or raw)) // alignment) * alignment
        end_raw = offset + raw if raw else end_raw
    if image != end_memory:
        wrong.append(f"SizeOfImage is {image:#x}, not {end_memory:#x}")
    return wrong


def unsound_checksum(file):
    written = take(file, checksum_at(file), "<I")[0]
    wanted = checksum(file) if written else 0
    return [f"the check sum is {written:#x}, not {wanted:#x}"] if written != wanted else []
