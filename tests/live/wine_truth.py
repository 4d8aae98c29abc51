# SPDX-License-Identifier: Apache-2.0
"""What Wine loads when a program of a prefix is started: WINEDEBUG=+loaddll, its complaints, and what the program says."""
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field

import wine_build

PLACES = ("/usr/lib/wine/wine64", "/usr/lib/wine/wine", "wine64", "wine")
ALWAYS = {"ntdll.dll", "kernelbase.dll", "kernel32.dll"}  # in every process, before all else
OVERRIDES = "mscoree=;mshtml=;winemenubuilder.exe=d;explorer.exe=d"
LOADED = re.compile(r'^([0-9a-f]+):[0-9a-f]+:trace:loaddll:\w+ Loaded L"(.*?)" at [0-9A-F]+: (\w+)')
UNLOADED = re.compile(r'^([0-9a-f]+):[0-9a-f]+:trace:loaddll:\w+ Unloaded module L"(.*?)"')
COMPLAINT = re.compile(r"^([0-9a-f]+):[0-9a-f]+:(?:err|warn):(?:module|delayload):\w+ (.*)")
NOT_FOUND = re.compile(r'Library (.*?) \(which is needed by L"(.*)"\) not found')
REFUSED = re.compile(r'Loading library (.*?) \(which is needed by L"(.*)"\) failed \(error ([0-9a-f]+)\)')
NO_FORWARD = re.compile(r"module not found for forward '([^']*)\.[^.']*'")


def wine():
    """Where its loader lies, or None. The 64-bit one first: the other needs a prefix of both kinds."""
    return next((path for path in map(shutil.which, PLACES) if path), None)


@dataclass
class Truth:
    """loads: (path of Windows, "native" or "builtin") in the order in which Wine tells that they are there."""

    loads: list = field(default_factory=list)
    unloads: list = field(default_factory=list)
    complaints: list = field(default_factory=list)
    code: int = 0
    said: list = field(default_factory=list)

    def missing(self):
        """(name, status) of what was not found or not taken. Wine names each module that falls with it, too: those are left out."""
        found = [(m[1], m[2], "not found") for m in map(NOT_FOUND.search, self.complaints) if m]
        found += [(m[1], m[2], m[3]) for m in map(REFUSED.search, self.complaints) if m]
        found += [(m[1] + ".dll", "", "not found") for m in map(NO_FORWARD.search, self.complaints) if m]
        fallen = {with_extension(needing) for _, needing, _ in found}
        return [(name, why) for name, _, why in found if with_extension(name) not in fallen]

    def own(self):
        """The case's own files in the order of Wine's lines, as paths of the tree; the program is the first."""
        return [tree(path) for path, kind in self.loads if kind == "native"]

    def order(self):
        """The same in the order of the loader's own list; empty if the program did not start."""
        paths = [tree(line.removeprefix("module ")) for line in self.said if line.startswith("module ")]
        own = {path.lower() for path in self.own()}
        return [path for path in paths if path.lower() in own]

    def builtin(self):
        return sorted({base(path) for path, kind in self.loads if kind == "builtin"} - ALWAYS)


def base(path):
    return path.rsplit("\\", 1)[-1].lower()


def with_extension(path):
    return base(path) if "." in base(path) else base(path) + ".dll"


def tree(path):
    """As cases write it: "C:\\app\\x.dll" is "/app/x.dll", "D:\\x.dll" is "D:/x.dll"."""
    return path.replace("\\", "/").removeprefix("C:").removeprefix("c:")


def dos(path):
    return "C:" + path.replace("/", "\\")


class Prefix:
    """One Wine prefix in FOLDER. Its drive C: holds the case that was laid last."""

    def __init__(self, folder):
        self.folder, self.program = folder, wine()
        self.drive = os.path.join(folder, "drive_c")
        self.env = {"PATH": "/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8", "WINEPREFIX": folder, "WINEDLLOVERRIDES": OVERRIDES}
        self.server = shutil.which("wineserver64", path="/usr/lib/wine") or shutil.which("wineserver")
        self.laid = []

    def start(self):
        os.makedirs(self.folder, exist_ok=True)
        if self.server:
            subprocess.run([self.server, "-p"], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # else it ends with the last program, and starting it takes a second
        # The services that it starts stay, and must not hold a pipe of ours.
        subprocess.run([self.program, "wineboot", "-i"], env={**self.env, "WINEDEBUG": "-all"}, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300, check=False)
        self.two_drives()
        self.builder = wine_build.Builder(os.path.join(self.folder, "built"))
        self.put("lw/launch.exe", self.builder.build(wine_build.exe(source="wine_launch.c"), "launch.exe"))

    def two_drives(self):
        """Drives C: and D: lie beside each other, so that the folder that holds them is a tree of drives."""
        self.drives = os.path.join(self.folder, "drives")
        if not os.path.isdir(self.drives):
            os.makedirs(os.path.join(self.drives, "D"))
            os.rename(self.drive, os.path.join(self.drives, "C"))
            os.symlink("drives/C", self.drive)
            os.symlink("../drives/D", os.path.join(self.folder, "dosdevices", "d:"))

    def place(self, path):
        """PATH of a case on disk: "app/x.dll" is on drive C:, "D:/x.dll" on drive D:."""
        return os.path.join(self.drives, "D", path[3:]) if path.startswith("D:") else os.path.join(self.drive, path)

    def stop(self):
        if self.server:
            subprocess.run([self.server, "-k"], env=self.env, check=False)
            subprocess.run([self.server, "-w"], env=self.env, check=False, timeout=60)
        shutil.rmtree(self.folder, ignore_errors=True)

    def version(self):
        return self.call({"WINEDEBUG": "-all"}, "--version").stdout.strip()

    def call(self, env, *argv):
        return subprocess.run([self.program, *argv], env={**self.env, **env}, cwd=self.drive if os.path.isdir(self.drive) else "/",
                              capture_output=True, timeout=120, check=False, encoding="utf-8", errors="replace")

    def put(self, path, content):
        """PATH below drive C:. Content: bytes, or None for a folder."""
        place = self.place(path)
        os.makedirs(os.path.dirname(place) if content is not None else place, exist_ok=True)
        if content is not None:
            with open(place, "wb") as file:
                file.write(content)
            os.chmod(place, 0o755)

    def lay(self, files):
        """files: path below drive C: -> Pe, bytes, text or None. What the last case laid is taken away first."""
        self.clear()
        for path, what in files.items():
            top = path
            while os.path.dirname(top) and not os.path.lexists(self.place(os.path.dirname(top))):
                top = os.path.dirname(top)
            assert what is None or not os.path.lexists(self.place(path)), path
            self.laid.append(top)
            if isinstance(what, wine_build.Pe):
                data = self.builder.build(what, os.path.basename(path))
                what = data[:len(data) // 3] if what.broken else data
            self.put(path, what.encode() if isinstance(what, str) else what)

    def clear(self):
        for path in reversed(self.laid):
            place = self.place(path)
            shutil.rmtree(place) if os.path.isdir(place) else os.path.lexists(place) and os.unlink(place)
        self.laid = []

    def run(self, program, arguments="", path=None, cwd="/", safe=None, dev=None, native=""):
        """PROGRAM is a path of the tree ("/app/p.exe"); PATH, CWD and the arguments are as Windows has them."""
        command = dos(program) + (" " + arguments if arguments else "")
        env = {"WINEDEBUG": "-all,err+module,+loaddll,+pid", "LW_RUN": command, "LW_CWD": dos(cwd)}
        if native:  # Wine takes its own library of this name, wherever another one lies
            env["WINEDLLOVERRIDES"] = f"{OVERRIDES};{native}=n"
        env |= {name: value for name, value in (("LW_PATH", path), ("LW_SAFE", safe), ("LW_DEV", dev)) if value is not None}
        for _ in range(3):  # under load, CreateProcess fails once in some hundred times (ERROR_INTERNAL_ERROR)
            truth = parse(self.call(env, r"C:\lw\launch.exe"), dos(program))
            if truth.loads:
                break
        return truth


def parse(done, program):
    """The lines of the process whose first module is PROGRAM."""
    truth, ours = Truth(code=done.returncode, said=done.stdout.replace("\r", "").splitlines()), None
    for line in done.stderr.splitlines():
        loaded, unloaded, complaint = LOADED.match(line), UNLOADED.match(line), COMPLAINT.match(line)
        process = next((m[1] for m in (loaded, unloaded, complaint) if m), None)
        if loaded and ours is None and plain(loaded[2]).lower() == program.lower():
            ours = process
        if process is None or process != ours:
            continue
        if loaded:
            truth.loads.append((plain(loaded[2]), loaded[3]))
        elif unloaded:
            truth.unloads.append(plain(unloaded[2]))
        else:
            truth.complaints.append(plain(complaint[2]))
    return truth


def plain(text):
    return text.replace("\\\\", "\\")
