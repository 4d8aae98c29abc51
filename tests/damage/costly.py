#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Worlds made so that a careless walk takes the product of two large counts: the answer, or an error, comes soon.

Those about versions are laid on disk for `floor` and claims of `check`. Each is a few megabytes of text. What is bounded is processor time, far above what the walk takes (a second or two) and far
below what the product would take (minutes): it is a test for hanging, not for speed.
"""

import os
import resource
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
RUNNER = os.path.join(TOP, "build", "tests", "world-run")
LAYER = os.path.join(TOP, "build", "tests", "world-lay")
BINARY = os.path.join(TOP, "build", "linkwright")
SECONDS = 20
HEAD = "world 1\nloader /lib64/ld-linux-x86-64.so.2 glibc 2.41\n"
TAIL = "ask tree /app\nexpect\n"


def needed(names):
    return "".join(f"\tneeded {name}\n" for name in names)


MAC = "world 1\nloader dyld\n"


def many_embedded_variables():
    """Each is added to the list of those before it."""
    return (MAC + "macho /app\n\tprogram\n" + "\tenvironment DYLD_LIBRARY_PATH=@executable_path/d\n" * 60000
            + "\tload /usr/lib/libSystem.B.dylib\n" + TAIL)


def a_stub_of_directives():
    """The YAML reader compares each with all before it."""
    text = "".join(f"%TAG !a{i}! x\\n" for i in range(120000))
    return (MAC + 'text /usr/lib/libSystem.B.tbd "--- !tapi-tbd\\ninstall-name: /usr/lib/libSystem.B.dylib\\n"\n'
            f'text /usr/lib/libz.tbd "{text}--- !tapi-tbd\\ninstall-name: /usr/lib/libz.dylib\\n"\n'
            "macho /app\n\tprogram\n\tweak /usr/lib/libz.dylib\n" + TAIL)


def two_filters_of_each_other():
    """Each puts the other before itself, for ever: the real loader ends when its stack does."""
    return (HEAD + "elf /app\n\tprogram\n\trpath /d\n\tneeded liba.so\n"
            "elf /d/liba.so\n\tfilter libb.so\nelf /d/libb.so\n\tfilter liba.so\n" + TAIL)


def filtees_that_stand_last(n=40000):
    """Every one of many missing libraries is moved to the front by one filter, and then asked for again."""
    names = [f"m{i}" for i in range(n)]
    filters = "".join(f"\tfilter {name}\n" for name in names)
    return (HEAD + "elf /app\n\tprogram\n\trpath /d\n\tneeded libf.so\n" + needed(names) +
            "elf /d/libf.so\n" + filters + "elf /d/libz.so\n" + TAIL)


def names_after_a_move(n=30000):
    """A filter has moved something; now many names of one file are asked for, each of them twice."""
    paths = [f"/d/{'./' * (i % 100)}{'/' * (i // 100)}libn.so" for i in range(n)]
    return (HEAD + "elf /app\n\tprogram\n\trpath /d\n\tneeded libf.so\n" + needed(paths) + needed(paths) +
            "elf /d/libf.so\n\tfilter libg.so\nelf /d/libg.so\nelf /d/libn.so\n" + TAIL)


def versions_by_versions(n=30000, libraries=40):
    """As many version needs as definitions, in many libraries, and none is met."""
    names = [f"l{i}" for i in range(libraries)]
    needs = "".join(f"\trequires libv.so N{i}\n" for i in range(n))
    return (HEAD + "elf /app\n\tprogram\n\trpath /d\n\tneeded libv.so\n" + needed(names) +
            "".join(f"elf /d/{name}\n\tneeded libv.so\n" + needs for name in names) +
            "elf /d/libv.so\n" + "".join(f"\tdefines D{i}\n" for i in range(n)) + TAIL)


def cache_entries_of_one_name(n=60000):
    """One name, asked for again and again, stands in the cache as often, and never for this machine."""
    entries = "".join(f"\tentry libc0.so => /n/{i} flags=0x0803\n" for i in range(n))
    return (HEAD + "elf /app\n\tprogram\n" + needed(["libc0.so"] * n) + "cache /etc/ld.so.cache\n" + entries + TAIL)


def names_that_move(n=5000):
    """Two filters move each other for ever, and one of them has many names."""
    paths = [f"/d/{'./' * (i % 50)}{'/' * (i // 50)}libb.so" for i in range(n)]
    return (HEAD + "elf /app\n\tprogram\n\trpath /d\n\tneeded libn.so\n\tneeded liba.so\n"
            "elf /d/libn.so\n" + needed(paths) + "elf /d/liba.so\n\tfilter libb.so\n\trpath /d\n"
            "elf /d/libb.so\n\tfilter liba.so\n\trpath /d\n" + TAIL)


def names_that_compare_as_equal(n=50000):
    """Digits compare as numbers, so many names are one key of the cache, which has it as often."""
    names = ["".join("l01" if i >> k & 1 else "l1" for k in range(16)) for i in range(n)]
    entries = "".join(f"\tentry {names[0]} => /n/{i} flags=0x0803\n" for i in range(n))
    return (HEAD + "elf /app\n\tprogram\n\trunpath /d\n\tneeded liba.so\nelf /d/liba.so\n\tflags_1 nodeflib\n" +
            needed(names) + "cache /etc/ld.so.cache\n" + entries + TAIL)


def long_name_in_many_directories(n=3000):
    """Every path that is tried is a megabyte long."""
    directories = ":".join(f"/d{i}" for i in range(n))
    return HEAD + f"elf /app\n\tprogram\n\trunpath {directories}\n\tneeded {'x' * 1000000}\n" + TAIL


def versions_of_one_library(n=30000):
    """Every one is newer than the last."""
    return (HEAD + "elf /app\n\tprogram\n\tneeded libc.so.6\n" + "".join(f"\trequires libc.so.6 GLIBC_2.{i}\n" for i in range(n)) + TAIL)


def families_of_many_libraries(n=15000):
    """No two have anything in common."""
    return (HEAD + "elf /app\n\tprogram\n" + needed([f"lib{i}.so" for i in range(n)]) +
            "".join(f"\trequires lib{i}.so V{i}_1.{i}\n" for i in range(n)) + TAIL)


def called(world, case):
    """The worlds for rules and floors go through the command."""
    if case not in ABOUT_VERSIONS:
        return [[RUNNER, "--print", world]]
    root = world + ".root"
    os.mkdir(root)
    subprocess.run([LAYER, world, root], check=True)
    return [[BINARY, *words, "--root", root, "/app"] for words in (
        ["floor"], ["check", "--rule", "LW410", "--claim", "manylinux1"], ["check", "--rule", "LW412", "--claim", "runs-on:debian:11"],
        ["check", "--rule", "LW413", "--claim", "conda"])]


ABOUT_VERSIONS = [versions_of_one_library, families_of_many_libraries]
CASES = ABOUT_VERSIONS + [two_filters_of_each_other, names_that_move, names_that_compare_as_equal, long_name_in_many_directories,
         filtees_that_stand_last, names_after_a_move, versions_by_versions, cache_entries_of_one_name,
         many_embedded_variables, a_stub_of_directives]


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def main():
    passed = 0
    for case in CASES:
        with tempfile.TemporaryDirectory(prefix="lw-costly-") as folder:
            path = os.path.join(folder, "case.w")
            with open(path, "w", encoding="utf-8") as world:
                world.write(case())
            runs = [subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, preexec_fn=limit,
                                   timeout=SECONDS * 10, check=False) for command in called(path, case)]
        if all(done.returncode in (0, 1, 2) for done in runs):
            passed += 1
        else:
            said = b"".join(done.stderr for done in runs)
            print(f"FAILED: {case.__name__}: status {[done.returncode for done in runs]}\n{said.decode(errors='replace')[-1000:]}")
        if "-v" in sys.argv:
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            print(f"{case.__name__}: status {[done.returncode for done in runs]}, {used.ru_utime:.1f} s so far")
    print(f"costly: {passed} passed, {len(CASES) - passed} failed")
    return 0 if passed == len(CASES) else 1


if __name__ == "__main__":
    sys.exit(main())
