# SPDX-License-Identifier: Apache-2.0
"""Makes archives for the tests: sound ones of each kind, and the parts that hostile ones are made of."""
import bz2
import gzip
import hashlib
import io
import json
import lzma
import os
import random
import struct
import subprocess
import tarfile
import zipfile
import zlib

PACKERS = ("", "gz", "xz", "bz2", "zst")


def pack(data, how):
    if how == "zst":
        return subprocess.run(["zstd", "-qc", "-5"], input=data, stdout=subprocess.PIPE, check=True).stdout
    if how == "gz":
        return gzip.compress(data, 6, mtime=0)
    if how == "xz":
        return lzma.compress(data, preset=0)
    return bz2.compress(data) if how else data


def tar(entries, form=tarfile.PAX_FORMAT):
    """Bytes of a tar. An entry: (name, bytes), (name, None) for a directory, (name, ("link"|"hard"|"fifo", target)), or a TarInfo."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as t:
        for name, what in entries:
            info = tarfile.TarInfo(name)
            info.mode, data = 0o644, None
            if isinstance(what, bytes):
                info.size, data = len(what), io.BytesIO(what)
            elif what is None:
                info.type, info.mode = tarfile.DIRTYPE, 0o755
            else:
                info.type = {"link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "fifo": tarfile.FIFOTYPE, "dev": tarfile.CHRTYPE}[what[0]]
                info.linkname = what[1]
            t.addfile(info, data)
    return out.getvalue()


def zip_of(entries, method=zipfile.ZIP_DEFLATED):
    """Bytes of a zip. An entry: (name, bytes) or (name, bytes, unix mode with type)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data, *mode in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            if mode:
                info.external_attr = mode[0] << 16
                info.create_system = 3
            z.writestr(info, data)
    return out.getvalue()


def ar(parts):
    out = b"!<arch>\n"
    for name, data in parts:
        out += f"{name:16}{0:<12}{0:<6}{0:<6}{'100644':8}{len(data):<10}`\n".encode() + data + b"\n" * (len(data) % 2)
    return out


def deb(data, how="xz", control=(("./control", b"Package: x\n"),)):
    dot = "." + how if how else ""
    return ar([("debian-binary", b"2.0\n"), ("control.tar.gz", pack(tar(control), "gz")), ("data.tar" + dot, pack(tar(data), how))])


def conda(pkg, info, how="zst"):
    return zip_of([("metadata.json", b'{"conda_pkg_format_version": 2}'), (f"pkg-x-1-0.tar.{how}", pack(tar(pkg), how)),
                   (f"info-x-1-0.tar.{how}", pack(tar(info), how))], zipfile.ZIP_STORED)


class Oci:
    """An OCI layout, as a list of members."""

    def __init__(self):
        self.blobs, self.index = {}, []

    def blob(self, data):
        digest = hashlib.sha256(data).hexdigest()
        self.blobs[digest] = data
        return {"digest": "sha256:" + digest, "size": len(data)}

    def manifest(self, layers, platform, how="gz"):
        system, cpu, *variant = platform.split("/")
        config = self.blob(json.dumps({"architecture": cpu, "os": system, **({"variant": variant[0]} if variant else {})}).encode())
        return self.blob(json.dumps({"schemaVersion": 2, "config": config, "layers": [self.blob(pack(tar(x), how)) for x in layers]}).encode())

    def add(self, entry, name=None, platform=None):
        entry = dict(entry)
        if name:
            entry["annotations"] = {"org.opencontainers.image.ref.name": name}
        if platform:
            entry["platform"] = dict(zip(("os", "architecture", "variant"), platform.split("/")))
        self.index.append(entry)

    def members(self):
        yield "oci-layout", b'{"imageLayoutVersion": "1.0.0"}'
        yield "index.json", json.dumps({"schemaVersion": 2, "manifests": self.index}).encode()
        for digest, data in self.blobs.items():
            yield "blobs/sha256/" + digest, data


def docker(images):
    """docker save's older form. images: (tag, platform, layers)."""
    members, manifest = [], []
    for tag, platform, layers in images:
        system, cpu = platform.split("/")
        config = json.dumps({"architecture": cpu, "os": system, "tag": tag}).encode()
        name = hashlib.sha256(config).hexdigest() + ".json"
        paths = []
        for layer in layers:
            data = tar(layer)
            paths.append(hashlib.sha256(data + tag.encode()).hexdigest() + "/layer.tar")
            members.append((paths[-1], data))
        members.append((name, config))
        manifest.append({"Config": name, "RepoTags": [tag], "Layers": paths})
    return members + [("manifest.json", json.dumps(manifest).encode())]


# ---- what no usual program writes ----

def poke(data, off, raw):
    return data[:off] + raw + data[off + len(raw):]


def poke_both(z, name, local_off, central_off, raw):
    """Writes raw into the local and into the central header of a member."""
    name = name.encode()
    local = z.index(name) - 30
    central = z.rindex(name) - 46
    return poke(poke(z, local + local_off, raw), central + central_off, raw)


def rename(data, old, new):
    assert len(old) == len(new)
    return data.replace(old.encode(), new.encode())


def overlapping_zip(n=20, size=1 << 20):
    """Members that share the bytes of one (as in David Fifield's "A better zip bomb", without its quoting)."""
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = raw.compress(bytes(size)) + raw.flush()
    crc, name = zlib.crc32(bytes(size)), b"m"
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 33, crc, len(packed), size, 1, 0) + name
    central = b"".join(struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 33, crc, len(packed), size, 1, 0, 0, 0, 0, 0, 0) + name
                       for _ in range(n))
    body = local + packed
    return body + central + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, n, n, len(central), len(body), 0)


def many_zip(n):
    """n members with a name each and nothing in them, the 64 bit end told."""
    names = [b"%07d" % i for i in range(n)]
    size = 30 + 7
    body = b"".join(struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 33, 0, 0, 0, 7, 0) + x for x in names)
    central = b"".join(struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 33, 0, 0, 0, 7, 0, 0, 0, 0, 0, i * size) + x
                       for i, x in enumerate(names))
    at = len(body)
    end64 = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, n, n, len(central), at)
    locator = struct.pack("<IIQI", 0x07064B50, 0, at + len(central), 1)
    return body + central + end64 + locator + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)


def many_tar_gz(path, n):
    head = bytearray(tar([("0000000", b"")])[:512])
    head[148:156] = b" " * 8
    base = sum(head) - 7 * 48
    with gzip.open(path, "wb", 1) as f:
        for start in range(0, n, 5000):
            rows = []
            for i in range(start, min(n, start + 5000)):
                name = b"%07d" % i
                rows.append(name + bytes(head[7:148]) + b"%06o\0 " % (base + sum(name)) + bytes(head[156:]))
            f.write(b"".join(rows))
        f.write(bytes(1024))


def sample(seed=1, large=600_000):
    """Files of all sizes that matter: nothing, less than a page, exactly pages, many pages, of what packs well and does not."""
    rnd = random.Random(seed)
    words = [bytes(rnd.choices(range(97, 123), k=rnd.randint(2, 9))) for _ in range(500)]
    text = b" ".join(rnd.choices(words, k=large // 6))
    yield "empty", b""
    yield "one", b"x"
    yield "pages", text[:2 << 17]
    yield "noise", rnd.randbytes(200_000)
    yield "text", text + rnd.randbytes(100_000) + text[: large // 2] + bytes(large // 2) + text[::-1]
    yield "a/b/c/deep", text[:1000]
    yield "ünï/" + "n" * 150, b"long name"
