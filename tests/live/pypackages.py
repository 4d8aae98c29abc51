#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Readers of installed packages, wheels and conda packages against what Python's own tools say of the same files.

Wheels are written with zipfile and hashlib, taken apart again, and changed in one way at a time; the tags come from the
packaging library; site-packages directories are read by importlib.metadata and site.addsitedir.
"""
import base64
import csv
import hashlib
import importlib.metadata
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tree"))
from tally import BUILD, Tally  # noqa: E402

FACTS = os.environ.get("PACKAGE_FACTS", str(BUILD / "tests/unit/package-facts"))
PYTHON = "/usr/bin/python3"
ELF = b"\x7fELF\x02\x01\x01" + bytes(57)
NAME = "My_pkg-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
TAGS = ["cp311-cp311-manylinux_2_17_x86_64", "cp311-cp311-manylinux2014_x86_64"]


def facts(*words):
    done = subprocess.run([FACTS, *map(str, words)], stdout=subprocess.PIPE, timeout=120, check=False)
    return json.loads(done.stdout)


def digest(data, kind="sha256"):
    return kind + "=" + base64.urlsafe_b64encode(hashlib.new(kind, data).digest()).rstrip(b"=").decode()


def wheel_files(info="My_pkg-1.0.dist-info", tags=TAGS, pure="false"):
    return {"mypkg/__init__.py": b"x = 1\n", "mypkg/_ext.so": ELF + os.urandom(200000), "mypkg/with,comma \"and\" quotes.txt": b"?",
            "mypkg/empty": b"", "My_pkg-1.0.data/scripts/tool": b"#!python\n", "My_pkg-1.0.data/platlib/other.so": ELF,
            info + "/METADATA": b"Metadata-Version: 2.1\nName: my.pkg\nVersion: 1.0\n\nName: not this one\n",
            info + "/WHEEL": ("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: %s\n" % pure + "".join(f"Tag: {t}\n" for t in tags)).encode()}


def record(files, info="My_pkg-1.0.dist-info", kind="sha256"):
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    for path, data in files.items():
        rows.writerow([path, digest(data, kind), len(data)])
    rows.writerow([info + "/RECORD", "", ""])
    return out.getvalue()


def audit(folder, files, text, name=NAME):
    """As a zip, taken apart again."""
    whole, top = Path(folder, "x.whl"), Path(folder, "tree")
    shutil.rmtree(top, ignore_errors=True)
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as z:
        for path, data in files.items():
            z.writestr(path, data)
        if text is not None:
            z.writestr("My_pkg-1.0.dist-info/RECORD", text)
    zipfile.ZipFile(whole).extractall(top)
    return facts("wheel", top, name)


def wheels(tally):
    with tempfile.TemporaryDirectory() as folder:
        files = wheel_files()
        good = record(files)
        kinds = lambda *a, **k: [(f[0], f[1]) for f in audit(folder, *a, **k)["faults"]]

        def same(got, wanted, what):
            tally.check(got == wanted, f"wheel, {what}: {got}, wanted {wanted}")

        told = audit(folder, files, good)
        same(told["faults"], [], "sound")
        same(sorted(told["tags"]), sorted(TAGS), "tags")
        same(told["natives"], ["My_pkg-1.0.data/platlib/other.so", "mypkg/_ext.so"], "natives")
        same(told["files"], len(files) + 1, "files")
        same(told["hashed"], sum(map(len, files.values())), "bytes hashed")
        for kind in ("sha384", "sha512"):
            same(kinds(files, record(files, kind=kind)), [], kind)
        same(kinds(files, record(files, kind="md5"))[0][0], "weak-hash", "md5")
        same(kinds(files, good.replace("\n", "\r\n")), [], "CRLF")
        same(kinds({**files, "mypkg/new.py": b""}, good), [("unrecorded", "mypkg/new.py")], "not recorded")
        same(kinds({k: v for k, v in files.items() if k != "mypkg/empty"}, good), [("missing", "mypkg/empty")], "missing")
        changed = {**files, "mypkg/_ext.so": files["mypkg/_ext.so"][:-1] + b"!"}
        found = audit(folder, changed, good)["faults"]
        same(found if len(found) != 1 else found[0], ["hash", "mypkg/_ext.so", digest(files["mypkg/_ext.so"])[7:], digest(changed["mypkg/_ext.so"])[7:]], "hash")
        same(kinds({**files, "mypkg/empty": b"12"}, good), [("hash", "mypkg/empty"), ("size", "mypkg/empty")], "size")
        same(kinds(files, good + "mypkg/empty,,\n"), [("twice", "mypkg/empty")], "twice")
        same(kinds(files, good + "../../etc/passwd,,\n/etc/passwd,,\n"), [("outside", "../../etc/passwd"), ("outside", "/etc/passwd")], "outside")
        same(kinds(files, good.replace(digest(b""), "")), [("no-hash", "mypkg/empty")], "no hash")
        same(kinds(files, good + '"unclosed'), [("bad-record", "My_pkg-1.0.dist-info/RECORD")], "a quote that does not end")
        same(kinds(files, good + "x,y=z,abc\n"), [("bad-record", "My_pkg-1.0.dist-info/RECORD")], "a size that is no number")
        same(kinds(files, None), [("no-record", "My_pkg-1.0.dist-info/RECORD")], "no RECORD")
        same(kinds({**files, "My_pkg-1.0.dist-info/RECORD.jws": b"{}"}, good), [], "RECORD.jws")
        same(kinds({**files, "My_pkg-1.0.data/wrong/x": b""}, record({**files, "My_pkg-1.0.data/wrong/x": b""})), [("data-key", "My_pkg-1.0.data/wrong/x")], "data")
        same(kinds(files, good, name="My_pkg-1.0-cp311-cp311-manylinux_2_17_x86_64.whl"), [("tags", "My_pkg-1.0.dist-info/WHEEL")], "tags")
        same(kinds(files, good, name=NAME.replace("1.0", "1.1")), [("name", "My_pkg-1.0.dist-info")], "version")
        same(kinds(files, good, name=NAME.replace("My_pkg", "my_PKG")), [], "name, normalised")
        same(kinds(files, good, name="nonsense.whl"), [("name", "nonsense.whl")], "no wheel's name")
        pure = wheel_files(pure="true", tags=["py3-none-any"])
        same(kinds(pure, record(pure), name="My_pkg-1.0-py3-none-any.whl"),
             [("purelib-native", "mypkg/_ext.so"), ("any-native", "My_pkg-1.0.data/platlib/other.so"), ("any-native", "mypkg/_ext.so")], "pure with binaries")
        other = {**files, "My_pkg-1.0.dist-info/METADATA": b"Name: my-pkg\nVersion: 1.1\n"}
        same(kinds(other, record(other)), [("metadata", "My_pkg-1.0.dist-info/METADATA")], "METADATA")


def flattened(tally):
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder, "x.libs")
        top.mkdir()
        for name in ("libz3.so", "libz3.so.4", "libz3.so.4.12", "libq.1.2.dylib", "libq.dylib"):
            (top / name).write_bytes(ELF)
        (top / "libother.so").write_bytes(ELF)
        (top / "libw.so").write_bytes(ELF + b"1")
        (top / "libw.so.1").write_bytes(ELF + b"2")
        (top / "libl.so.1").write_bytes(ELF)
        (top / "libl.so").symlink_to("libl.so.1")
        told = [g["paths"] for g in facts("flattened", folder)]
        wanted = [["x.libs/libq.1.2.dylib", "x.libs/libq.dylib"], ["x.libs/libz3.so", "x.libs/libz3.so.4", "x.libs/libz3.so.4.12"]]
        tally.check(told == wanted, f"flattened: {told}")
        sums = {g["sha256"] for g in facts("flattened", folder)}
        tally.check(sums == {hashlib.sha256(ELF).hexdigest()}, f"flattened: {sums}")


PLATFORMS = {"any": ("any", 0, 0, []), "linux_x86_64": ("linux", 0, 0, ["x86_64"]), "manylinux1_i686": ("manylinux", 2, 5, ["i386"]),
             "manylinux2014_aarch64": ("manylinux", 2, 17, ["aarch64"]), "manylinux_2_28_x86_64": ("manylinux", 2, 28, ["x86_64"]),
             "musllinux_1_2_ppc64le": ("musllinux", 1, 2, ["ppc64le"]), "macosx_11_0_arm64": ("macos", 11, 0, ["aarch64"]),
             "macosx_10_9_universal2": ("macos", 10, 9, ["x86_64", "aarch64"]), "win32": ("windows", 0, 0, ["i386"]),
             "win_amd64": ("windows", 0, 0, ["x86_64"]), "win_arm64": ("windows", 0, 0, ["aarch64"]),
             "ios_13_0_arm64_iphoneos": ("ios", 13, 0, ["aarch64"]), "android_21_arm64_v8a": ("android", 21, 0, ["aarch64"]),
             "plan9_mips": ("other", 0, 0, []), "manylinux_x_y": ("other", 0, 0, [])}


def platforms(tally):
    for tag, wanted in PLATFORMS.items():
        p = facts("platform", tag)
        got = (p["system"], p["major"], p["minor"], p["archs"])
        tally.check(got == wanted, f"{tag}: {got}, wanted {wanted}")
    try:
        from packaging import tags, utils
    except ImportError:
        try:
            from setuptools._vendor.packaging import tags, utils  # what Debian's setuptools brings
        except ImportError:
            return tally.skip("packaging is not installed")
    own = facts("platform", next(t.platform for t in tags.sys_tags() if t.platform.startswith("linux_")))
    tally.check(own["system"] == "linux" and own["archs"], f"this system's tag: {own}")
    for version, arch in (((11, 0), "arm64"), ((10, 15), "x86_64")):
        for tag in tags.mac_platforms(version, arch):
            p = facts("platform", tag)
            wide = {"arm64": "aarch64"}.get(arch, arch)
            if "universal2" in tag or tag.endswith(arch):
                tally.check(p["system"] == "macos" and wide in p["archs"] and (p["major"], p["minor"]) <= version, f"{tag}: {p}")
    name, version, build, wheel_tags = utils.parse_wheel_filename("my_pkg-1.0-7x-cp39.cp310-abi3.none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl")
    tally.check(len(wheel_tags) == 8, f"packaging: {wheel_tags}")


def own_site(tally):
    """Debian's own directory: names and versions as importlib.metadata has them."""
    top = "/usr/lib/python3/dist-packages"
    told = {(d["name"], d["version"]) for d in facts("site", top)["dists"]}
    real = {(d.metadata["Name"], d.version) for d in importlib.metadata.distributions(path=[top])}
    tally.check(real and real <= told and told == real, f"{top}: only told {told - real}, only real {real - told}")


def write_dist(site, name, extra, url=None, rows=()):
    info = Path(site, f"{name}-1.0.dist-info")
    info.mkdir()
    (info / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\n")
    (info / "WHEEL").write_text("Tag: py3-none-any\n")
    (info / "INSTALLER").write_text("pip\n")
    if url:
        (info / "direct_url.json").write_text(json.dumps({"url": url, "dir_info": {"editable": True}}))
    for path, text in extra.items():
        Path(site, path).write_text(text)
    (info / "RECORD").write_text("".join(f"{p},,\n" for p in [*extra, *rows, info.name + "/RECORD"]))


def editables(tally):
    with tempfile.TemporaryDirectory() as folder:
        site, src = Path(folder, "site"), Path(folder, "src with space")
        site.mkdir()
        (src / "pkg").mkdir(parents=True)
        (src / "pkg/__init__.py").write_text("")
        corpus = Path(__file__).resolve().parent.parent.parent / "fuzz/corpus/pyscan"
        url = "file://" + str(src).replace(" ", "%20")
        write_dist(site, "plain", {})
        write_dist(site, "bypth", {"__editable__.bypth-1.0.pth": str(src) + "\n"}, url)
        write_dist(site, "byfinder", {"__editable__.byfinder-1.0.pth": "import __editable___byfinder_1_0_finder; __editable___byfinder_1_0_finder.install()\n",
                                      "__editable___byfinder_1_0_finder.py": (corpus / "finder").read_text()}, url)
        write_dist(site, "byscikit", {"_byscikit_editable.py": (corpus / "scikit").read_text(), "_byscikit_editable.pth": "import _byscikit_editable\n"}, url)
        write_dist(site, "bymeson", {"_bymeson_editable_loader.py": (corpus / "meson").read_text()}, url)
        (site / "old.egg-link").write_text(str(src) + "\n.\n")
        (site / "nothere.pth").write_text("# a comment\n/no/such/place\n\n./sub\n" + str(src) + "\n")
        (site / "sub").mkdir()
        told = facts("site", site)
        by_name = {d["name"]: d for d in told["dists"]}
        rows = {n: (d["editable"], d["way"], d["project"], d["places"], d["build"]) for n, d in by_name.items()}
        p = str(src)
        wanted = {"plain": (False, "no", None, [], None), "bypth": (True, "pth", p, [["", p]], None),
                  "byfinder": (True, "setuptools", p, [["pkg", "/src/pkg"], ["single", "/src/single.py"], ["ns", "/src/ns"], ["ns", "/src/other"]], None),
                  "byscikit": (True, "scikit-build-core", p, [["pkg", "/src/pkg/__init__.py"], ["pkg._ext", str(site / "pkg/_ext.so")]], None),
                  "bymeson": (True, "meson-python", p, [], "/src/build/cp311"), "old": (True, "egg-link", p, [["", p]], None)}
        for name, row in wanted.items():
            tally.check(rows.get(name) == row, f"{name}: {rows.get(name)}, wanted {row}")
        tally.check(by_name["plain"]["tags"] == ["py3-none-any"] and by_name["plain"]["installer"] == "pip", f"{by_name['plain']}")
        script = "import site, sys, json; before = set(sys.path); site.addsitedir(sys.argv[1]); print(json.dumps([p for p in sys.path if p not in before and p != sys.argv[1]]))"
        for name in list(site.glob("*.pth")):
            name.write_text("".join(line for line in name.read_text().splitlines(True) if not line.startswith("import")))
        real = json.loads(subprocess.run([PYTHON, "-c", script, site], stdout=subprocess.PIPE, check=True).stdout)
        tally.check(set(real) == {os.path.normpath(x[1]) for x in told["paths"]}, f".pth: {told['paths']}, Python adds {real}")
        tally.check(len(told["imports"]) == 2, f"imports: {told['imports']}")
    empty = facts("site", "/nonexistent")
    tally.check(empty["dists"] == [], f"no directory: {empty}")


HOLDER = "/opt/conda/conda-bld/x_1700000000000/_h_env" + "_placehold" * 21


def conda_tree(top, files, recorded, old=False, change=None):
    shutil.rmtree(top, ignore_errors=True)
    rows = []
    for path, data in files.items():
        Path(top, path).parent.mkdir(parents=True, exist_ok=True)
        Path(top, path).write_bytes(data)
        row = {"_path": path, "path_type": "hardlink", "sha256": hashlib.sha256(data).hexdigest(), "size_in_bytes": len(data)}
        if path in recorded:
            row |= {"prefix_placeholder": HOLDER, "file_mode": recorded[path]}
        rows.append(row)
    info = Path(top, "info")
    info.mkdir(parents=True)
    (info / "index.json").write_text(json.dumps({"name": "x", "version": "1", "build": "h0_0", "subdir": "linux-64"}))
    if old:
        (info / "files").write_text("".join(r["_path"] + "\n" for r in rows))
        (info / "has_prefix").write_text("".join(f"{HOLDER} {m} {p}\n" for p, m in recorded.items()))
    else:
        (info / "paths.json").write_text(json.dumps({"paths_version": 1, "paths": rows}))
    if change:
        change(Path(top))
    return facts("conda", top)


def conda(tally):
    with tempfile.TemporaryDirectory() as folder:
        far = b"\0" * 65530 + HOLDER.encode() + b"/lib\0" + bytes(70000)
        files = {"bin/tool": b"#!" + HOLDER.encode() + b"/bin/python\n", "lib/libx.so": ELF + far, "lib/libplain.so": ELF}
        recorded = {"bin/tool": "text", "lib/libx.so": "binary"}
        kinds = lambda *a, **k: [(f[0], f[1]) for f in conda_tree(folder, *a, **k)["faults"]]

        def same(got, wanted, what):
            tally.check(got == wanted, f"conda, {what}: {got}, wanted {wanted}")

        told = conda_tree(folder, files, recorded)
        same((told["faults"], told["name"], told["subdir"], told["paths"]), ([], "x", "linux-64", 3), "sound")
        same(kinds(files, recorded, old=True), [], "has_prefix")
        same(kinds(files, {**recorded, "lib/libplain.so": "binary"}), [("no-placeholder", "lib/libplain.so")], "no placeholder")
        found = conda_tree(folder, files, {"bin/tool": "text"})["faults"]
        same(found, [["not-replaced", "lib/libx.so", len(ELF) + 65530]], "not recorded, across two pieces")
        same(kinds(files, {}), [("other-prefix", "bin/tool"), ("other-prefix", "lib/libx.so")], "a build's prefix")
        same(kinds(files, {**recorded, "lib/libx.so": "text"}), [("text-in-binary", "lib/libx.so")], "mode")
        same(kinds(files, recorded, change=lambda t: (t / "lib/libplain.so").unlink()), [("missing", "lib/libplain.so")], "missing")
        same(kinds(files, recorded, change=lambda t: (t / "share").symlink_to("lib") or (t / "loop").symlink_to(".")), [], "links to directories")
        same(kinds(files, recorded, change=lambda t: (t / "new").write_text("x")), [("unrecorded", "new")], "not recorded")
        same(kinds(files, recorded, change=lambda t: (t / "lib/libplain.so").write_bytes(b"xy")),
             [("size", "lib/libplain.so"), ("hash", "lib/libplain.so")], "hash")
        same(kinds(files, recorded, change=lambda t: (t / "info/paths.json").write_text("[")),
             [("bad-info", "info")] + [("other-prefix", "bin/tool"), ("other-prefix", "lib/libx.so")], "no JSON")
        same(kinds({}, {}, change=lambda t: shutil.rmtree(t / "info")), [("no-index", "info/index.json"), ("no-paths", "info/paths.json")], "no info")


def main():
    tally = Tally("pypackages")
    for part in (wheels, flattened, platforms, own_site, editables, conda):
        part(tally)
    tally.end()


main()
