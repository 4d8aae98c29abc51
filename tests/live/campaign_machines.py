#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Other machines: random layouts of programs built for each, in a root of Debian's cross libraries, against the real loader of
that machine under qemu-user-static inside a chroot.

The layouts are those of layouts.py. They lie below the root, and a link there makes their paths the same from inside. Both
glibc's own libraries and the layouts' are asked for. Compared are names, paths, order, what is missing and what the loader says.
"""

import argparse
import collections
import os
import random
import shutil
import subprocess
import sys
import tempfile

import answer
import campaign_report
import layout_build
import listing
import oracle
import packages

# machine: (tuple of the cross packages, qemu, the loader, the CPU that qemu is, subdirectories that one has and some that none has).
# qemu's power9 has no AT_PLATFORM and its s390x is between a z13 and a z14, so what differs there is not among them.
MACHINES = {
    "aarch64": ("aarch64-linux-gnu", "aarch64", "/lib/ld-linux-aarch64.so.1", "armv8.1-a",
                ["tls", "aarch64", "atomics", "aarch64/atomics", "tls/aarch64/atomics", "atomics/aarch64", "cpuid"]),
    "armhf": ("arm-linux-gnueabihf", "arm", "/lib/ld-linux-armhf.so.3", "armv8",
              ["tls", "v8l", "neon/vfp", "vfp", "tls/v8l/neon/vfp", "v8l/neon", "vfp/neon", "v7l"]),
    "i386": ("i686-linux-gnu", "i386", "/lib/ld-linux.so.2", None, ["tls", "i686", "sse2", "tls/i686/sse2", "i686/sse2", "i586", "cmov"]),
    "ppc64el": ("powerpc64le-linux-gnu", "ppc64le", "/lib64/ld64.so.2", "power9",
                ["tls", "altivec", "altivec/dfp", "dfp", "tls/altivec/dfp", "dfp/altivec", "glibc-hwcaps/power9",
                 "glibc-hwcaps/power10", "glibc-hwcaps/power8", "vsx"]),
    "riscv64": ("riscv64-linux-gnu", "riscv64", "/lib/ld-linux-riscv64-lp64d.so.1", None, ["tls", "riscv64", "lp64d"]),
    "s390x": ("s390x-linux-gnu", "s390x", "/lib/ld64.so.1", "z14",
              ["tls", "vxe", "vxe/vx", "vx/eimm", "zarch", "ldisp/zarch", "tls/vxe/vx/eimm/ldisp/zarch", "vx/vxe", "vxe2",
               "glibc-hwcaps/z13", "glibc-hwcaps/z15", "glibc-hwcaps/z16", "esan3"]),
    "mips64el": ("mips64el-linux-gnuabi64", "mips64el", "/lib64/ld.so.1", None, ["tls", "mips64", "mips64r2"]),
}
SYSTEM = ["libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "libresolv.so.2"]
SHOWN = 10


def packages_of(name):
    return "binutils-" + MACHINES[name][0].replace("_", "-"), f"libc6-{'arm64' if name == 'aarch64' else name}-cross"


class Builder(layout_build.Builder):
    """Links for another machine; the object has no code."""

    def __init__(self, work, triple):
        self.triple = triple
        super().__init__(work)

    def compile(self, source):
        subprocess.run(["clang", "--target=" + self.triple, "-c", "-fPIC", "-o", self.object, source], check=True)

    def link(self, options):
        subprocess.run([self.triple + "-ld", "--no-as-needed", "-z", "noexecstack", "--no-warnings", "-e", "0", *options,
                        self.object], check=True)


class Draw(layout_build.Draw):
    in_subdirectories = 35

    def __init__(self, builder, rng, root, loader, subdirectories):
        super().__init__(builder, rng, root)
        self.loader, self.names_of_cpus = loader, subdirectories

    def subdirectories(self):
        return self.names_of_cpus

    def interpreter(self):
        return self.loader

    def need(self):
        kinds = [(85, super().need), (12, lambda: self.rng.choice(SYSTEM)), (3, lambda: os.path.basename(self.loader))]
        return self.rng.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0]()


def make_root(folder, triple, qemu, loader):
    """A root with the machine's C library and qemu; paths below it mean the same from inside."""
    root = os.path.join(folder, "root")
    for name in ("lib", "lib64"):
        source = f"/usr/{triple}/{name}"
        if os.path.isdir(source):
            shutil.copytree(source, os.path.join(root, name), symlinks=True)
    os.makedirs(root + os.path.dirname(root), exist_ok=True)
    os.symlink("/", root + root)
    shutil.copy(f"/usr/bin/qemu-{qemu}-static", root + "/qemu")
    os.makedirs(root + "/t")
    if not os.path.exists(root + loader):
        raise RuntimeError(f"{root}{loader} is not there")
    return root


def trace(root, program, env, cwd):
    words = []
    for name, value in {"LD_TRACE_LOADED_OBJECTS": "1", **env}.items():
        words += ["-E", f"{name}={value}"]
    done = subprocess.run(["/qemu", *words, program], env={}, stdin=subprocess.DEVNULL, capture_output=True, timeout=120,
                          check=False, preexec_fn=lambda: (os.chroot(root), os.chdir(cwd)))
    return listing.parse_output(oracle.text_of(done.stdout), oracle.text_of(done.stderr), done.returncode)


def one_machine(options, name, count):
    """(programs, lines, [difference])"""
    triple, qemu, loader, cpu, subdirectories = MACHINES[name]
    different, lines = [], 0
    folder = tempfile.mkdtemp(prefix="lw-machine-")
    try:
        root = make_root(folder, triple, qemu, loader)
        builder = Builder(folder, triple)
        for number in range(count):
            rng = random.Random(f"{options.seed}:{name}:{number}")
            place = f"{root}/t/{number}"
            os.mkdir(place)
            layout = Draw(builder, rng, place, loader, subdirectories).run()
            if any("," in value for value in layout.env.values()):
                continue
            real = trace(root, layout.program, layout.env, layout.cwd)
            result = answer.ask(options.linkwright, [layout.program], layout.env, None,
                                ["--root", root, "--cwd", layout.cwd] + (["--cpu", cpu] if cpu else []))[0]
            lines += len(real.entries)
            text = listing.difference(real.lines() + real.noise, answer.listing_of(result).lines(), "real loader", "linkwright")
            if text:
                different.append(f"{name} {number} env {layout.env}\n{text}")
                print("DIFFERENT " + different[-1], flush=True)
        return count, lines, different
    finally:
        if not (different and options.keep):
            shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linkwright", default=answer.default_linkwright())
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument("--machine", action="append", choices=MACHINES)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    rows, details = [], []
    packages.need("qemu-user-static", "clang", *(p for name in options.machine or MACHINES for p in packages_of(name)))
    for name in options.machine or MACHINES:
        count, lines, different = one_machine(options, name, options.count)
        rows.append((name, count, lines, len(different)))
        details += [line for text in different[:SHOWN] for line in ["```diff"] + text.split("\n") + ["```", ""]]
        print(f"{name}: {count} programs, {len(different)} differences", flush=True)
    if options.out:
        campaign_report.write(options.out, "Campaign: programs of other machines", options.linkwright, [
            ("Result", [f"Seed {options.seed}.", ""] +
             campaign_report.table(("machine", "programs", "lines listed", "differences"), rows)),
            ("Differences", details or ["None."])])
    print(f"campaign-machines: {sum(r[1] for r in rows)} programs, {sum(r[3] for r in rows)} differences (seed {options.seed})")
    return 1 if any(r[3] for r in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
