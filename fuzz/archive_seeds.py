# SPDX-License-Identifier: Apache-2.0
"""The seeds of the targets for archives."""
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/live"))

import archivemake as make  # noqa: E402

FILES = [("a", b"hello " * 30), ("d/b", b"x"), ("d/empty", b"")]
LINKS = [("sub", None), ("sub/l", ("link", "../a")), ("h", ("hard", "a")), ("abs", ("link", "/d")), ("abs/in", b"1"), ("f", ("fifo", "")),
         ("loop", ("link", "loop"))]


def short(data):
    """A tar without the zeros that fill its last record."""
    return data.rstrip(b"\0") + bytes(512 - len(data.rstrip(b"\0")) % 512 + 1024)


def zip_seeds():
    deflated = make.zip_of(FILES)
    yield "deflated", deflated
    yield "stored", make.zip_of(FILES, zipfile.ZIP_STORED)
    yield "links", make.zip_of([("a", b"1"), ("l", b"a", 0o120777), ("d/", b""), ("x", b"1", 0o100755)])
    yield "wide", make.many_zip(4)
    yield "overlap", make.overlapping_zip(3, 5000)
    yield "twice-and-up", make.zip_of([("x/y", b"1"), ("x/y", b"2"), ("x/../z", b"3")])
    yield "encrypted", make.poke_both(deflated, "d/b", 6, 8, b"\1\0")
    yield "conda", make.conda([("lib/x", b"1")], [("info/index.json", b"{}")])
    yield "none", make.zip_of([])


def sparse_tars():
    """As GNU tar writes them."""
    with tempfile.TemporaryDirectory() as folder:
        with open(Path(folder) / "s", "wb") as f:
            for i in range(6):
                f.seek(i * 70_000)
                f.write(b"part")
        for form in (["gnu"], ["posix", "--sparse-version=0.0"], ["posix", "--sparse-version=0.1"], ["posix", "--sparse-version=1.0"]):
            names = ["--pax-option=exthdr.name=x,delete=atime,delete=ctime"] if form[0] == "posix" else []
            done = subprocess.run(["tar", "-cSf", "-", "--owner=0", "--group=0", "--mtime=@0", "--format=" + form[0], *form[1:], *names, "-C", folder, "s"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
            yield form[-1][-3:].strip("="), done.stdout[:4096 * 8].rstrip(b"\0") + bytes(1024)


def tar_seeds():
    plain = short(make.tar(FILES + LINKS))
    yield "pax", plain
    yield "gnu", short(make.tar(FILES + LINKS + [("n" * 120, b"1"), ("l", ("link", "t" * 150))], tarfile.GNU_FORMAT))
    yield "long", short(make.tar([("n" * 120 + "/ü" * 40, b"1"), ("l", ("link", "t" * 150))]))
    for how in make.PACKERS[1:]:
        yield how, make.pack(plain, how)
    yield "gz-twice", make.pack(plain[:700], "gz") + make.pack(plain[700:], "gz")
    yield "conda", make.pack(short(make.tar([("info/index.json", b"{}"), ("lib/x", b"1")])), "bz2")
    for name, data in sparse_tars():
        if len(data) > 1024:
            yield "sparse-" + name, data


def deb_seeds():
    tar = short(make.tar(FILES + LINKS))
    for how in make.PACKERS:
        parts = [("debian-binary", b"2.0\n"), ("control.tar", short(make.tar([("control", b"x")]))), ("data.tar" + how, make.pack(tar, how))]
        yield "data-" + (how or "plain"), make.ar(parts)


def image_seeds():
    layers = [[("a", b"1"), ("d/x", b"2"), ("l", ("link", "d"))], [(".wh.a", b""), ("d/.wh..wh..opq", b""), ("l/y", b"3")]]
    for how in ("", "gz"):
        oci = make.Oci()
        oci.add(oci.manifest(layers, "linux/amd64", how), "x:1", "linux/amd64")
        if how:
            oci.add(oci.manifest(layers[:1], "linux/arm64", how), "x:1", "linux/arm64")
        yield "oci-" + (how or "plain"), shrink(oci.members())
    inner = make.Oci()
    inner.add(inner.manifest(layers[:1], "linux/amd64", "zst"), platform="linux/amd64")
    index = inner.blob(b'{"manifests": [%s]}' % __import__("json").dumps(inner.index[0]).encode())
    inner.index = []
    inner.add(index)
    yield "index-in-index", shrink(inner.members())
    yield "docker", shrink(make.docker([("a:b", "linux/amd64", layers)]))


def shrink(members):
    return short(make.tar([(name, short(data) if data[257:262] == b"ustar" else data) for name, data in members]))


TARGETS = {"zip": zip_seeds, "tar": tar_seeds, "deb": deb_seeds, "image": image_seeds}
