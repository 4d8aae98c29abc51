# SPDX-License-Identifier: Apache-2.0
"""Random small Windows programs with libraries of their own, built with mingw-w64 or linked by lld, whose libraries are then renamed on disk and,
by `linkwright edit`, in every file that asks for them. What a program prints depends on every library being found and bound right.

A library NAME exports a function, a variable, a function without a name (ordinal 7), and forwards to another library; it imports from later
libraries. The program imports some of all that, delay-loads others, and tells of each name on its command line whether it is a loaded module.
"""
import os
import random
import shutil
import struct
import subprocess

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
            self.change(lambda data: struct.pack_into("<I", data, checksum_at(data), checksum(data)))
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
        """One for each library: shorter, as long, longer, far longer."""
        new = {}
        for old in self.libraries:
            while old not in new:
                name = some_name(self.rng, self.rng.choice((24, 60, 120)), MORE_LETTERS)
                if name.lower() not in {x.lower() for x in (*self.libraries, *new.values())}:
                    new[old] = name
        return new

    def copy_to(self, folder, names):
        """The same files under NAMES."""
        os.makedirs(folder)
        for name in self.files():
            shutil.copy(self.path(name), os.path.join(folder, names.get(name, name)))
        return folder


def checksum_at(data):
    return struct.unpack_from("<I", data, 0x3c)[0] + 88


def checksum(data):
    """As it is described: words of 16 bits with their carries, without the field, and the length."""
    at = checksum_at(data)
    whole = bytes(data[:at]) + bytes(4) + bytes(data[at + 4:])
    whole += b"\0" * (len(whole) % 2)
    total = sum(struct.unpack(f"<{len(whole) // 2}H", whole))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total + len(data)


def edit(linkwright, path, words, *more):
    """(exit status, what was said)"""
    done = subprocess.run([linkwright, "edit", path, *words, *(more or ("--in-place",))], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False)
    return done.returncode, done.stdout


# One call each: of some files llvm-readobj cannot show the unwind data and dies, before an edit as after it.
FIELDS = (("--file-headers", "--coff-imports", "--coff-exports", "--coff-load-config", "--coff-debug-directory", "--coff-tls-directory"),
          ("--coff-basereloc",), ("--unwind",))


def readobj(path, fields):
    """The lines of llvm-readobj without the file's name, and its complaints."""
    status, text, said = peread.run([peread.tool("llvm-readobj"), *fields, path])
    return status, [line for line in text.split("\n") if not line.startswith("File: ")], said.replace(str(path), "FILE")


# What a layout may change in the headers.
LAYOUT = ("SectionCount:", "SizeOfImage:", "CheckSum:", "PointerToSymbolTable:", "CertificateTableRVA:", "CertificateTableSize:", "ExportTableRVA:", "ExportTableSize:",
          "BoundImportRVA:", "BoundImportSize:", "PointerToRawData:")


def together(answers, statuses):
    """One of the answers of several calls, without those that died before the edit already."""
    good = [answer for answer, status in zip(answers, statuses) if status >= 0]
    return max(answer[0] for answer in good), [line for answer in good for line in answer[1]], "".join(answer[2] for answer in good)


def forwards_of(path):
    """ordinal -> "MODULE.name" """
    lines = peread.run([peread.tool("llvm-objdump"), "-p", path])[1].split("\n")
    return {int(found[1]): found[3] for found in map(peread.FORWARD.match, lines) if found}


def only_names_changed(before, after, renames, fields=FIELDS):
    """Complaints about what else differs in the eyes of llvm-readobj and llvm-objdump. RENAMES: old name in small letters -> new name."""
    one, two = readobj(before, sum(fields, ())), readobj(after, sum(fields, ()))
    if one[0] < 0:
        one, two = ([readobj(path, group) for group in fields] for path in (before, after))
        one, two = together(one, [x[0] for x in one]), together(two, [x[0] for x in one])
    if one[0] != two[0] or one[2] != two[2]:
        return [f"llvm-readobj ended with {one[0]} and {two[0]}: {two[2][-300:]}"]
    if len(one[1]) != len(two[1]):
        return [f"llvm-readobj wrote {len(one[1])} and {len(two[1])} lines"]
    # llvm-readobj does not tell what is forwarded; llvm-objdump does.
    was, now = forwards_of(before), forwards_of(after)
    forwards = {ordinal: renames.get(text.lower(), text) for ordinal, text in was.items()}
    wrong = [] if forwards == now else [f"forwards are {now} and not {forwards}"]
    ordinal = 0
    for x, y in zip(one[1], two[1]):
        word, _, name = x.strip().partition(" ")
        ordinal = int(name) if word == "Ordinal:" else ordinal
        if word == "RVA:" and ordinal in forwards:
            continue
        if x != y and not word.startswith(LAYOUT) and not (word == "Name:" and y.strip() == f"{word} {renames.get(name.lower(), name)}"):
            wrong.append(f"{x.strip()} became {y.strip()}")
    return wrong


def headers(path):
    """(bytes, sections as (name, memory size, address, raw size, raw offset), file alignment, section alignment, SizeOfImage, SizeOfHeaders)"""
    with open(path, "rb") as file:
        data = file.read()
    head = struct.unpack_from("<I", data, 0x3c)[0]
    count, optional = struct.unpack_from("<6xH12xH", data, head)
    sections = [struct.unpack_from("<8s4I", data, head + 24 + optional + 40 * i) for i in range(count)]
    section_alignment, file_alignment = struct.unpack_from("<II", data, head + 24 + 32)
    return data, sections, file_alignment, section_alignment, *struct.unpack_from("<II", data, head + 24 + 56)


def unsound(path):
    """What "PE Format" would not have in a file, told from its bytes alone."""
    data, sections, file_alignment, alignment, image, _ = headers(path)
    wrong, end_memory, end_raw = [], 0, 0
    for name, memory, address, raw, offset in sections:
        if address % alignment or address < end_memory:
            wrong.append(f"{name} begins at {address:#x}")
        if raw and (offset % file_alignment or offset < end_raw or offset + raw > len(data)):
            wrong.append(f"{name} lies at {offset:#x} in the file")
        end_memory = -(-(address + (memory or raw)) // alignment) * alignment
        end_raw = offset + raw if raw else end_raw
    if image != end_memory:
        wrong.append(f"SizeOfImage is {image:#x}, not {end_memory:#x}")
    at = checksum_at(data)
    told = struct.unpack_from("<I", data, at)[0]
    if told and told != checksum(data):
        wrong.append(f"the check sum is {told:#x}, not {checksum(data):#x}")
    return wrong
