# SPDX-License-Identifier: Apache-2.0
"""Seeds for fuzz_fused: notes of what was fused, ELF files with one, and what undoing needs."""
import json
import struct

OWNER, KIND = "linkwright", 0x4C570001


def part(path, **more):
    return {"path": path, "soname": None, "build_id": "00112233", "sha256": "ab" * 32, "size": 4096, "offset": 0, "begin": 0, "length": 2048,
            "delta": 0, "layout": "file", **more}


def note(files, **more):
    whole = {"version": 1, "options": ["--all", "--keep-libc"], "files": files, "undo": {"offset": 8192, "length": 64}, **more}
    return json.dumps(whole, separators=(",", ":")).encode()


def undo(ranges, count=None, spoil=None):
    """A frame of zstd with one raw block."""
    raw = struct.pack("<Q", len(ranges) if count is None else count)
    raw += b"".join(struct.pack("<QQ", off, len(data)) for off, data in ranges) + b"".join(data for _, data in ranges)
    frame = b"\x28\xb5\x2f\xfd\x20" + bytes([len(raw)]) + struct.pack("<I", len(raw) << 3 | 1)[:3] + raw
    return b"LWundo\0\1" + struct.pack("<QQ", spoil or len(raw), len(frame)) + frame


def seeds(elf_class):
    sound = [part("/usr/bin/app"), part("/lib/libz.so.1", soname="libz.so.1", offset=8192, delta=-4096, layout="memory")]
    yield "note", b"\0" + note(sound) + b"   "
    yield "note-hex", b"\0" + note([part(None, path_hex="ff2f61", soname=None, build_id=None)])
    yield "note-later", b"\0" + note(sound, version=2)
    yield "note-no-files", b"\0" + note([])
    yield "note-short-sum", b"\0" + note([part("/a", sha256="ab")])
    yield "note-odd-digits", b"\0" + note([part("/a", build_id="abc")])
    yield "note-negative", b"\0" + note([part("/a", size=-1)])
    yield "note-layout", b"\0" + note([part("/a", layout="other")])
    yield "note-cut", b"\0" + note(sound)[:100]
    yield "note-list", b"\0[]"
    for bits, order in ((64, "<"), (32, ">")):
        elf = elf_class(bits, order)
        elf.put("notes", elf.note("GNU", 3, bytes(range(20))) + elf.note(OWNER, KIND, note(sound)), 4)
        elf.segment(4, "notes", 4)
        yield f"file-{bits}", b"\1" + elf.finish()
    elf = elf_class(64, "<")
    elf.put("notes", elf.note(OWNER, KIND, note(sound))[:-300], 4)
    elf.segment(4, "notes", 4)
    yield "file-cut", b"\1" + elf.finish()
    ranges = [(0, b"\x7fELF"), (64, b"word"), (4000, bytes(96))]
    yield "undo", b"\2" + undo(ranges)
    yield "undo-order", b"\2" + undo(ranges[::-1])
    yield "undo-beyond", b"\2" + undo([(4000, bytes(97))])
    yield "undo-count", b"\2" + undo(ranges, count=1 << 60)
    yield "undo-huge", b"\2" + undo(ranges, spoil=1 << 50)
    yield "undo-more", b"\2" + undo(ranges, spoil=500)
    yield "undo-less", b"\2" + undo(ranges, spoil=20)
