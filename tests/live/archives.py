#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The reader of archives against Python's zipfile and tarfile, GNU tar and dpkg-deb; and against archives that mean harm.

Every file of an archive by its SHA-256, and bytes at random places; what is wrong is told in one sentence with status 2, in bounded
time and memory; nothing is written anywhere (strace).

archives.py [--sanitizers]   with the tool of build-debug, whose memory is not limited
"""
import gzip
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
import warnings
import zipfile
from pathlib import Path

import archivemake as make

ROOT = Path(__file__).resolve().parent.parent.parent
SANITIZERS = "--sanitizers" in sys.argv
TOOL = ROOT / ("build-debug" if SANITIZERS else "build") / "tests/archive-list"
MOST_MEMORY_MIB = 400
LIBRARY = next(p for p in sorted(Path("/usr/lib").glob("*-linux-gnu/libstdc++.so.6.*")) if p.is_file())


class Count:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, good, *what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print("FAILED:", *(str(w)[:1500] for w in what))
        return good


def limits():
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_MIB << 20,) * 2)


def tool(*argv, stdin=None):
    done = subprocess.run([TOOL, *argv], input=stdin, stdin=subprocess.DEVNULL if stdin is None else None, capture_output=True, timeout=60,
                          check=False, preexec_fn=None if SANITIZERS else limits)
    return done.returncode, done.stdout.decode(), done.stderr.decode(errors="replace")


def listing(path, *options):
    """(first row, {path: row}) of an archive."""
    status, out, err = tool(*options, path)
    if status != 0:
        return {"kind": f"status {status}: {err}"}, {}
    rows = [json.loads(line) for line in out.splitlines()]
    return rows[0], {row["path"]: row for row in rows[1:]}


def sha(data):
    return hashlib.sha256(data).hexdigest()


def same_files(count, what, path, files, *options):
    """The regular files of the archive are these, name and content."""
    head, rows = listing(path, *options)
    ours = {p: row.get("sha256", row.get("error")) for p, row in rows.items() if row.get("kind") == "file"}
    theirs = {"/" + name: sha(data) for name, data in files.items()}
    wrong = sorted(k for k in ours.keys() | theirs.keys() if ours.get(k) != theirs.get(k))
    count.check(ours == theirs and theirs, what, head, wrong[:5], [(ours.get(k), theirs.get(k)) for k in wrong[:5]])
    return head, rows


def random_reads(count, what, path, files, n=120, seed=3):
    rnd = random.Random(seed)
    name = max(files, key=lambda k: len(files[k]))
    data = files[name]
    places = [(o := rnd.randrange(len(data)), rnd.choice((1, 16, 64, 5000, 200_000))) for _ in range(n)]
    places += [(0, 64), (len(data) - 64, 64), (len(data), 10), (len(data) + 5, 10), (0, len(data))]
    asked = "".join(f"/{name}\t{off}\t{size}\n" for off, size in places)
    status, out, err = tool("-r", path, stdin=asked.encode())
    wrong = [p for p, got in zip(places, out.split()) if got != sha(data[p[0]:p[0] + p[1]])]
    count.check(status == 0 and len(out.split()) == len(places) and not wrong, what, "random reads", err, wrong[:5])


def write(folder, name, data):
    path = folder / name
    path.write_bytes(data)
    return path


# ---- sound ones ----

def zips(count, folder, files):
    for name, method in (("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED)):
        path = write(folder, name + ".zip", make.zip_of([(k, v) for k, v in files.items()], method))
        with zipfile.ZipFile(path) as z:
            theirs = {n: z.read(n) for n in z.namelist()}
        same_files(count, name, path, theirs)
        random_reads(count, name, path, theirs)
    with open(folder / "stream.zip", "wb") as f, zipfile.ZipFile(Unseekable(f), "w", zipfile.ZIP_DEFLATED) as z:
        for k, v in files.items():
            with z.open(k, "w", force_zip64=True) as member:
                member.write(v)
    same_files(count, "data descriptors and zip64", folder / "stream.zip", files)
    _, rows = listing(write(folder, "modes.zip", make.zip_of([("run", b"1", 0o100755), ("not", b"2", 0o100600), ("l", b"run", 0o120777)])))
    count.check((rows["/run"]["mode"], rows["/not"]["mode"], rows["/l"].get("leads")) == (0o755, 0o644, "/run"), "modes of a zip", rows)
    same_files(count, "links are files", folder / "modes.zip", {"run": b"1", "not": b"2", "l": b"run"}, "-f")
    path = write(folder, "twice.zip", make.zip_of([("x", b"old"), ("y", b"1"), ("x", b"new")]))
    same_files(count, "a name twice", path, {"x": b"new", "y": b"1"})
    members = [json.loads(line) for line in tool("-m", path)[1].splitlines()]
    count.check([(m["path"], m["replaced"]) for m in members] == [("x", True), ("y", False), ("x", False)], "members", members)
    head, rows = listing(write(folder, "none.zip", make.zip_of([])))
    count.check(head == {"kind": "zip"} and not rows, "an empty zip", head, rows)


class Unseekable:
    """A stream: zipfile writes sizes behind the bytes then."""

    def __init__(self, f):
        self.f = f

    def write(self, data):
        return self.f.write(data)

    def flush(self):
        self.f.flush()


def tars(count, folder, files):
    entries = [*files.items(), ("sub", None), ("sub/l", ("link", "../one")), ("h", ("hard", "text")), ("abs", ("link", "/a/b")),
               ("f", ("fifo", "")), ("abs/through", b"a link's way")]
    forms = [(how, tarfile.PAX_FORMAT) for how in make.PACKERS] + [("", tarfile.GNU_FORMAT)]
    for how, form in forms:
        path = write(folder, "t.tar" + (("." + how) if how else ""), make.pack(make.tar(entries, form), how))
        theirs = {**files, "h": files["text"], "a/b/through": b"a link's way"}
        head, rows = same_files(count, f"tar {how} {form}", path, theirs)
        count.check(head == {"kind": "tar"} and rows["/sub/l"]["leads"] == "/one" and rows["/abs"]["leads"] == "/a/b" and
                    rows["/f"]["kind"] == "other", "links of a tar", head, rows.get("/sub/l"), rows.get("/abs"), rows.get("/f"))
        random_reads(count, f"tar {how}", path, theirs)
        told = tool("-t", path)[1].strip()
        count.check(told == "tar", "told from its first bytes", how, told)
    data = make.tar(list(files.items()))
    cut = len(data) // 3
    path = write(folder, "members.tar.gz", gzip.compress(data[:cut]) + gzip.compress(b"") + gzip.compress(data[cut:]) + bytes(100))
    same_files(count, "gzip members in a row", path, files)
    random_reads(count, "gzip members in a row", path, files)
    for how in ("xz", "bz2", "zst"):
        same_files(count, f"{how} streams in a row", write(folder, "rows", make.pack(data[:cut], how) + make.pack(data[cut:], how)), files)


def written_by_tar(count, folder, files):
    """GNU tar's own formats, with sparse files in all of its ways."""
    tree = folder / "tree"
    tree.mkdir()
    (tree / ("d" * 120)).mkdir()
    (tree / ("d" * 120) / ("f" * 120)).write_bytes(b"far")
    with open(tree / "sparse", "wb") as f:
        for i in range(40):
            f.seek(i * 300_000)
            f.write(b"part %d" % i)
        f.truncate(40 * 300_000)
    with open(tree / "hole", "wb") as f:
        f.truncate(1_000_000)
    (tree / "plain").write_bytes(files["text"][:50_000])
    theirs = {str(p.relative_to(tree)): p.read_bytes() for p in tree.rglob("*") if p.is_file()}
    ways = [("gnu",), ("v7",), ("ustar",), ("oldgnu", "-S"), ("gnu", "-S")]
    ways += [("posix", "-S", f"--sparse-version={v}") for v in ("0.0", "0.1", "1.0")]
    for form, *options in ways:
        path = folder / "by-tar.tar"
        only = [] if form not in ("v7", "ustar") else ["--exclude", "d" * 120]
        subprocess.run(["tar", "-cf", path, f"--format={form}", *options, *only, "-C", tree, "."], check=True, stderr=subprocess.DEVNULL)
        expected = {k: v for k, v in theirs.items() if not only or not k.startswith("ddd")}
        same_files(count, f"tar --format={form} {options}", path, expected)
        if options:
            random_reads(count, f"tar --format={form} {options}", path, {"sparse": theirs["sparse"]}, 60)


def packages(count, folder, files):
    entries = [("./usr/lib/" + k, v) for k, v in files.items()]
    installed = {"usr/lib/" + k: v for k, v in files.items()}
    for how in ("", "gz", "xz", "bz2", "zst"):
        path = write(folder, "x.deb", make.deb(entries, how))
        head, _ = same_files(count, f"deb {how}", path, installed)
        count.check(head == {"kind": "deb"} and "/control" in listing(path, "-c")[1], "deb", head)
    tree = folder / "deb"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN/control").write_text("Package: x\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x>\nDescription: x\n")
    (tree / "opt").mkdir()
    (tree / "opt/lib.so").write_bytes(LIBRARY.read_bytes())
    for how in ("xz", "gzip", "none", "zstd"):
        done = subprocess.run(["dpkg-deb", "-Z" + how, "--root-owner-group", "-b", tree, folder / "y.deb"], capture_output=True, check=False)
        if done.returncode == 0:
            same_files(count, f"dpkg-deb -Z{how}", folder / "y.deb", {"opt/lib.so": LIBRARY.read_bytes()})
    info = [("info/index.json", b"{}"), ("info/files", b"lib/x")]
    path = write(folder, "x.conda", make.conda([("lib/" + k, v) for k, v in files.items()], info))
    theirs = {"lib/" + k: v for k, v in files.items()} | dict(info)
    head, _ = same_files(count, "conda", path, theirs)
    count.check(head == {"kind": "conda"}, "conda", head)
    random_reads(count, "conda", path, theirs)
    head, _ = listing(write(folder, "x.tar.bz2", make.pack(make.tar([("lib/x", b"1"), *info]), "bz2")))
    count.check(head == {"kind": "conda"}, "the older form of conda", head)


LAYERS = [
    [("etc", None), ("etc/one", b"1"), ("etc/two", b"2"), ("gone", None), ("gone/x", b"x"), ("opaque", None), ("opaque/low", b"l"), ("opaque/sub", None),
     ("opaque/sub/low", b"l"), ("usr/lib/x.so", b"X"), ("lib", ("link", "usr/lib")), ("file", b"f"), ("dir/inner", b"i")],
    [("etc/.wh.two", b""), (".wh.gone", b""), ("lib/y.so", b"Y"), ("opaque/sub/high", b"h"), ("opaque/.wh..wh..opq", b""), ("opaque/high", b"h"),
     ("dir", b"now a file"), ("file", None), ("file/inside", b"i"), ("etc/.wh.high", b""), ("h", ("hard", "etc/one"))],
    [("etc/.wh.never", b""), ("gone/again", b"a"), (".wh.file", b""), ("etc/one", b"one of three"), ("../../etc/x"[6:], b"e")],
]
MERGED = {"etc/one": b"one of three", "usr/lib/x.so": b"X", "usr/lib/y.so": b"Y", "opaque/sub/high": b"h", "opaque/high": b"h", "dir": b"now a file",
          "h": b"1", "gone/again": b"a", "etc/x": b"e"}


def images(count, folder):
    for how in ("", "gz", "zst"):
        oci = make.Oci()
        oci.add(oci.manifest(LAYERS, "linux/arm64", how), "x:1")
        for outer in ("", "gz"):
            path = write(folder, "oci.tar", make.pack(make.tar(oci.members()), outer))
            head, _ = same_files(count, f"OCI layout {how} {outer}", path, MERGED)
            count.check(head == {"kind": "image", "image": "x:1", "platform": "linux/arm64"}, "OCI layout", head)
    head, _ = same_files(count, "docker save", write(folder, "docker.tar", make.tar(make.docker([("a:b", "linux/amd64", LAYERS)]))), MERGED)
    count.check(head == {"kind": "image", "image": "a:b", "platform": "linux/amd64"}, "docker save", head)
    several(count, folder)


def several(count, folder):
    """Several images, or one for several platforms, or proofs beside it."""
    oci = make.Oci()
    for cpu in ("linux/s390x", "linux/arm/v7", "linux/sparc64"):
        oci.add(oci.manifest([[("which", cpu.encode())]], cpu), platform=cpu)
    inner = oci.blob(json.dumps({"manifests": oci.index}).encode())
    oci.index = []
    oci.add(inner, "multi:1")
    oci.add(oci.manifest([[("which", b"proof")]], "unknown/unknown"), platform="unknown/unknown")
    oci.add({"digest": "sha256:" + "0" * 64, "size": 3}, platform="linux/amd64")
    path = write(folder, "several.tar", make.tar(oci.members()))
    machine = {"s390x": b"linux/s390x", "armv7l": b"linux/arm/v7"}.get(os.uname().machine)
    if machine is None:
        refused(count, "several platforms", path, r"USAGE: holds several images.*multi:1 linux/s390x, multi:1 linux/arm/v7, multi:1 linux/sparc64")
    same_files(count, "a platform", path, {"which": b"linux/arm/v7"}, "-p", "linux/arm")
    refused(count, "no such platform", path, "USAGE: none of the images", "-p", "windows/amd64")
    cpu = {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, "amd64")
    two = make.tar(make.docker([("a:1", "linux/" + cpu, [[("which", b"a")]]), ("b:1", "linux/" + cpu, [[("which", b"b")]])]))
    path = write(folder, "two.tar", two)
    refused(count, "two images", path, "USAGE: holds several images, one has to be chosen: a:1 linux/.*, b:1 ")
    same_files(count, "an image", path, {"which": b"b"}, "-i", "b:1")
    both = make.Oci()
    both.add(both.manifest([[("which", b"other")]], "linux/riscv128"), platform="linux/riscv128")
    both.add(both.manifest([[("which", b"mine")]], "linux/" + cpu), platform="linux/" + cpu)
    same_files(count, "this machine's", write(folder, "both.tar", make.tar(both.members())), {"which": b"mine"})


# ---- hostile ones ----

def refused(count, what, path, sentence, *options):
    start = time.monotonic()
    status, out, err = tool(*options, path)
    good = status == 2 and re.search(sentence, err) and err.count("\n") == 1
    count.check(good and time.monotonic() - start < 20, what, status, err, out[:300], f"wanted: {sentence}")


def hostile_zips(count, folder):
    plain = make.zip_of([("aaaaa", b"hello hello hello"), ("bbbbb", b"2" * 100)])
    cases = {
        "..": (make.zip_of([("../x", b"1")]), r'MALFORMED: .*"\.\.".*\.\./x'),
        "inner ..": (make.zip_of([("a/../../x", b"1")]), r'MALFORMED: .*"\.\."'),
        "absolute": (make.zip_of([("/etc/x", b"1")]), "MALFORMED: .*absolute path.*: /etc/x"),
        "backslash": (make.zip_of([("a\\x", b"1")]), "MALFORMED: .*backslash"),
        "NUL": (make.rename(plain, "aaaaa", "aa\0aa"), "MALFORMED: .*NUL"),
        "encrypted": (make.poke_both(plain, "bbbbb", 6, 8, b"\1\0"), "UNSUPPORTED: .*bbbbb is encrypted"),
        "deflate64": (make.poke_both(plain, "bbbbb", 8, 10, b"\t\0"), r"UNSUPPORTED: .*method 9 \(deflate64\)"),
        "bzip2": (make.zip_of([("x", b"1")], zipfile.ZIP_BZIP2), r"UNSUPPORTED: .*method 12 \(bzip2\)"),
        "lzma": (make.zip_of([("x", b"1")], zipfile.ZIP_LZMA), r"UNSUPPORTED: .*method 14 \(lzma\)"),
        "overlap": (make.overlapping_zip(), "MALFORMED: .*overlaps"),
        "local name": (make.poke(plain, plain.index(b"bbbbb"), b"c"), "MALFORMED: .*bbbbb has another name"),
        "local size": (make.poke(plain, plain.index(b"bbbbb") - 8, b"\7"), "MALFORMED: .*another size or checksum"),
        "local method": (make.poke(plain, plain.index(b"bbbbb") - 22, b"\0"), "MALFORMED: .*another method"),
        "bytes behind": (plain + b"x", "TRUNCATED: .*bytes behind it"),
        "bytes before": (plain[:30] + b"x" + plain[30:], "MALFORMED: .*not where its end says"),
        "parts": (make.poke(plain, len(plain) - 18, b"\1\0"), "UNSUPPORTED: .*split"),
        "bomb": (make.zip_of([("x", bytes(200 << 20))]), "LIMIT: .*no real package"),
        "long name": (make.zip_of([("n" * 300, b"")]), "MALFORMED: .*more than 255"),
        "long path": (make.zip_of([("n/" * 2500 + "x", b"")]), "(MALFORMED|LIMIT): .*more than 409"),
    }
    for what, (data, sentence) in cases.items():
        refused(count, "zip: " + what, write(folder, "h.zip", data), sentence)
    refused(count, "zip: total", write(folder, "h.zip", make.zip_of([("x", os.urandom(5000))])), "LIMIT: .*more than 4000 bytes", "-b", "4000")
    refused(count, "zip: a million members", write(folder, "h.zip", make.many_zip(1_000_000)), "LIMIT: holds 1000000 members, and at most 500000")
    # Content is read late: what is damaged in it is an error of that file.
    for what, data in (("size", make.poke_both(plain, "bbbbb", 22, 24, b"\x32")), ("crc", make.poke_both(plain, "bbbbb", 14, 16, b"\0\0\0\0")),
                       ("more", make.poke_both(plain, "bbbbb", 22, 24, b"\x7f"))):
        _, rows = listing(write(folder, "h.zip", data))
        count.check("MALFORMED" in rows.get("/bbbbb", {}).get("error", "") and "sha256" in rows.get("/aaaaa", {}), f"zip: wrong {what}", rows)


def hostile_tars(count, folder):
    for what, entries, sentence in (("..", [("../x", b"1")], r'MALFORMED: .*"\.\."'), ("inner ..", [("a/../../x", b"")], r'MALFORMED: .*"\.\."')):
        refused(count, "tar: " + what, write(folder, "h.tar", make.tar(entries)), sentence)
    loops = [("a", ("link", "b")), ("b", ("link", "a")), ("self", ("link", "self")), ("out", ("link", "../../../../etc/passwd")),
             ("abs", ("link", "/etc/passwd")), ("up", ("link", "..")), ("up/inside", b"1"), ("a/x", b"2"), ("h", ("hard", "../../etc/passwd")),
             ("h2", ("hard", "h2")), ("/rooted", b"3"), ("dev", ("dev", ""))]
    _, rows = listing(write(folder, "h.tar", make.tar(loops)))
    count.check(rows["/self"].get("sys") == 40 and rows["/out"].get("sys") == 2 and rows["/abs"].get("sys") == 2 and rows["/up"]["leads"] == "/" and
                "/inside" in rows and rows["/h"]["kind"] == "other" and "/rooted" in rows and rows["/dev"]["kind"] == "other", "tar: links", rows)
    zeros = make.tar([("x", bytes(100 << 20))])
    for how in ("gz", "xz", "bz2", "zst"):
        refused(count, f"tar: bomb of {how}", write(folder, "h.tar", make.pack(zeros, how)), "LIMIT: .*no real package")
    refused(count, "tar: total", write(folder, "h.tar", make.pack(make.tar([("x", os.urandom(90_000))]), "gz")), "LIMIT: .*more than 50000 bytes", "-b", "50000")
    make.many_tar_gz(folder / "many.tar.gz", 1_000_000)
    refused(count, "tar: a million members", folder / "many.tar.gz", "LIMIT: holds more than 500000 files")
    good = make.tar([("x", b"1" * 2000), ("y", b"2")])
    refused(count, "tar: checksum", write(folder, "h.tar", make.poke(good, 2560, b"z")), "MALFORMED: .*checksum")
    through = [(f"l{i}", ("link", f"l{i + 1}")) for i in range(39)] + [("l39", ("link", "d"))] + [("d", None)]
    through += [x for i in range(30_000) for x in ((f"l0/{i}", b""), (f"m{i}", ("link", "d")))]
    start = time.monotonic()
    status, _, err = tool(write(folder, "h.tar", make.tar(through, tarfile.GNU_FORMAT)))
    count.check(status in (0, 2) and time.monotonic() - start < 15, "tar: many members behind links", status, err, time.monotonic() - start)
    gz = make.pack(good, "gz")
    refused(count, "tar: checksum of gzip", write(folder, "h.tar", make.poke(gz, len(gz) - 6, b"\xff")), "MALFORMED: .*checksum")


def hostile_packages(count, folder):
    refused(count, "deb: ..", write(folder, "h.deb", make.deb([("./../x", b"")])), r'MALFORMED: .*"\.\."')
    refused(count, "deb: twice", write(folder, "h.deb", make.deb([("x", b"")]) + make.deb([("y", b"")])[8:]), "MALFORMED: .*twice")
    refused(count, "deb: no data", write(folder, "h.deb", make.ar([("debian-binary", b"2.0\n")]) + b""), "TRUNCATED: .*no data.tar")
    oci = make.Oci()
    oci.add(oci.manifest([[("x", b"")]], "linux/amd64"))
    members = dict(oci.members())
    layer = next(k for k, v in members.items() if v[:2] == b"\x1f\x8b")
    refused(count, "image: no layer", write(folder, "h.tar", make.tar((k, v) for k, v in members.items() if k != layer)), "MALFORMED: .*layer .* is not in")
    refused(count, "image: JSON", write(folder, "h.tar", make.tar({**members, "index.json": b"{"}.items())), "MALFORMED: index.json is no JSON")
    refused(count, "image: empty", write(folder, "h.tar", make.tar({**members, "index.json": b'{"manifests": []}'}.items())), "MALFORMED: holds no image")
    oci.index = [{"digest": "sha256:../../x", "size": 1}]
    refused(count, "image: digest", write(folder, "h.tar", make.tar(oci.members())), "MALFORMED: .*without a digest")
    for data, sentence in ((b"\x1f\x8b\x08", "TRUNCATED"), (b"BZh91AY&SY" + bytes(50), "MALFORMED"), (b"\x28\xb5\x2f\xfd" + b"\xff" * 50, "MALFORMED")):
        refused(count, f"damaged {data[:4]}", write(folder, "none", data), sentence)
    for data in (b"", b"x", b"\x7fELF" + bytes(2000), b"!<arch>\n" + bytes(100), gzip.compress(b"no tar" * 200), bytes(2048), b"BZh9", b"PK"):
        path = write(folder, "none", data)
        told = tool("-t", path)[1].strip()
        count.check(told == "none", "no archive", data[:8], told)
        refused(count, f"no archive {data[:8]}", path, "UNKNOWN_FORMAT")


def cuts(count, folder, files):
    """Each archive cut short at many places."""
    small = [(k, v[:30_000]) for k, v in files.items()]
    oci = make.Oci()
    oci.add(oci.manifest([small], "linux/amd64"))
    whole = {"zip": make.zip_of(small), "deb": make.deb(small), "conda": make.conda(small, [("info/index.json", b"{}")]), "oci": make.pack(make.tar(oci.members()), "gz")}
    whole |= {"tar" + how: make.pack(make.tar(small), how) for how in make.PACKERS}
    rnd = random.Random(5)
    for kind, data in whole.items():
        for at in sorted(rnd.sample(range(1, len(data) - 1), 12)) + [len(data) - 1]:
            status, out, err = tool(write(folder, "cut", data[:at]))
            good = status == 2 and err.count("\n") == 1 and re.match("TRUNCATED|MALFORMED|UNKNOWN_FORMAT", err)
            # A tar that is not packed may end where the bytes of a member do, or in its last zeros.
            count.check(good or (kind == "tar" and status == 0), f"{kind} cut at {at} of {len(data)}", status, err, out[:200])


def writes_nothing(count, folder):
    """Also where it could: strace tells every call that could make or change a file."""
    paths = [folder / n for n in ("deflated.zip", "t.tar.xz", "oci.tar", "x.deb", "x.conda")]
    paths.append(write(folder, "trap.tar", make.tar([("up", ("link", "../../..")), ("up/tmp/linkwright-was-here", b"1"), ("/tmp/linkwright-was-here", b"2")])))
    for path in paths:
        log = folder / "trace"
        done = subprocess.run(["strace", "-f", "-o", log, "-e", "trace=%file,write,pwrite64,ftruncate,fchmod,fchown,mmap", TOOL, path], stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, cwd=folder, check=False)
        lines = log.read_text(errors="replace").splitlines()
        changes = [x for x in lines if re.search(r"O_(CREAT|WRONLY|RDWR|TRUNC)|\b(mkdir|unlink|rename|symlink|link|chmod|chown|mknod|truncate|utime)\w*\(", x)
                   or (m := re.search(r"\bp?write(?:64)?\((\d+)", x)) and m[1] != "1" or "MAP_SHARED" in x and "PROT_WRITE" in x]
        count.check(done.returncode == 0 and len(lines) > 5 and not changes, "writes", path, changes[:5], done.stderr[:200])
    count.check(not os.path.exists("/tmp/linkwright-was-here"), "something was unpacked")


def main():
    warnings.simplefilter("ignore")  # a name twice
    count = Count()
    files = dict(make.sample())
    files["lib.so"] = LIBRARY.read_bytes()
    with tempfile.TemporaryDirectory(prefix="linkwright-archives-") as name:
        folder = Path(name)
        zips(count, folder, files)
        tars(count, folder, files)
        written_by_tar(count, folder, files)
        packages(count, folder, dict(make.sample(2)))
        images(count, folder)
        hostile_zips(count, folder)
        hostile_tars(count, folder)
        hostile_packages(count, folder)
        cuts(count, folder, files)
        if not SANITIZERS:  # they cannot be traced
            writes_nothing(count, folder)
    print(f"archives: {count.passed} passed, {count.failed} failed")
    return 1 if count.failed or not count.passed else 0


if __name__ == "__main__":
    sys.exit(main())
