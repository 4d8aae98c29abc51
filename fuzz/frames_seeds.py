# SPDX-License-Identifier: Apache-2.0
"""Seeds of fuse_frames: headers and records of two parts, sound ones and some with one thing wrong; fuzz_fuse_frames.c tells the form."""
import struct

HDRS, FRAMES = (0x2000, 0x402000), (0x13000, 0x413000)


def records(at, bits, order, encoding, pcs, augmentation=b"zR", extended=False, end=True):
    """.eh_frame, and [(pc, fde)] of what is in it."""
    size = {0: bits // 8, 2: 2, 3: 4, 4: 8}[encoding & 7]
    form = order + {2: "H", 4: "I", 8: "Q"}[size]
    data = {b"zR": b"\1" + bytes([encoding]), b"zPLR": b"\7\x1b\1\1\1\1\x1b" + bytes([encoding]), b"": b""}[augmentation]
    body = b"\1" + augmentation + b"\0\1\x78\x10" + data
    body += bytes(-len(body) % 4)
    out = struct.pack(order + "II", len(body) + 4, 0) + body
    entries = []
    for pc in pcs:
        fde = len(out)
        out += struct.pack(order + "IQ", 0xffffffff, 4 + 2 * size) if extended else struct.pack(order + "I", 4 + 2 * size)
        out += struct.pack(order + "I", len(out))
        value = pc - (at + len(out)) if encoding & 0x10 and pc else pc
        out += struct.pack(form, value & (1 << 8 * size) - 1) + struct.pack(form, 0x20)
        if pc:
            entries.append((pc, at + fde))
    return out + (bytes(4) if end else b""), entries


def header(at, frames, order, entries, table=0x3b, count=None):
    out = struct.pack(order + "BBBBiI", 1, 0x1b, 3, table, frames - at - 4, len(entries) if count is None else count)
    return out + b"".join(struct.pack(order + "ii", pc - at, fde - at) for pc, fde in entries)


def seed(bits, order, hdr, frames, second_hdr, second):
    flags = (bits == 64) | (order == ">") << 1 | (not second_hdr) << 2
    return struct.pack("<BHHH", flags, len(hdr), len(frames), len(second_hdr)) + hdr + frames + second_hdr + second


def seeds():
    for bits, order, name in ((64, "<", "64-little"), (64, ">", "64-big"), (32, "<", "32-little"), (32, ">", "32-big")):
        x, in_x = records(FRAMES[0], bits, order, 0x1b, (0x1000, 0x1040, 0, 0x1900))
        y, in_y = records(FRAMES[1], bits, order, 0, (0x401000, 0x401080), b"zPLR")
        yield f"tables-{name}", seed(bits, order, header(HDRS[0], FRAMES[0], order, in_x), x, header(HDRS[1], FRAMES[1], order, in_y), y)
        yield f"records-{name}", seed(bits, order, b"", x, b"", y)
    x, in_x = records(FRAMES[0], 64, "<", 0x1b, (0x1000, 0x1040))
    y, _ = records(FRAMES[1], 64, "<", 0x1c, (0x401000, 0x401080), extended=True, end=False)
    hdr = header(HDRS[0], FRAMES[0], "<", in_x)
    yield "extended", seed(64, "<", hdr, x, b"", y)
    yield "no-augmentation", seed(64, "<", hdr, x, b"", records(FRAMES[1], 64, "<", 0, (0x401000,), b"")[0])
    yield "omitted-table", seed(64, "<", header(HDRS[0], FRAMES[0], "<", [], table=0xff), x, b"", y)
    yield "unsorted", seed(64, "<", header(HDRS[0], FRAMES[0], "<", in_x[::-1] + in_x), x, b"", y)
    yield "count-wild", seed(64, "<", header(HDRS[0], FRAMES[0], "<", in_x, count=0xfffffff0), x, b"", y)
    yield "outside", seed(64, "<", header(HDRS[0], FRAMES[0], "<", [(0x1000, FRAMES[1])]), x, b"", y)
    yield "cut", seed(64, "<", hdr, x, b"", y[:-5])
    yield "indirect", seed(64, "<", hdr, x, b"", records(FRAMES[1], 64, "<", 0x9b, (0x401000,))[0])
    yield "far", seed(64, "<", hdr, x, b"", records(FRAMES[1], 64, "<", 4, (1 << 40,))[0])
