# SPDX-License-Identifier: Apache-2.0
"""Classes 10, 11, 12 and 16: versions and hash tables."""
import os
import re

import ways_course
import ways_kit as kit
import ways_look as look

DEP = """
int dep_one(int x) { return x + 1; }
int dep_two_old(int x) { return x; }
int dep_two_new(int x) { return x + 2; }
__asm__(".symver dep_two_old,dep_two@DEP_1");
__asm__(".symver dep_two_new,dep_two@@DEP_2");
"""
DEP_VERSIONS = "DEP_1 { global: dep_one; dep_two; local: *; };\nDEP_2 { global: dep_two; } DEP_1;\n"
# What a distribution has that is older.
OLDER = "int dep_one(int x) { return x + 1; }\nint dep_two(int x) { return x; }\n"
OLDER_VERSIONS = "DEP_1 { global: dep_one; dep_two; local: *; };\n"
USER = """
#include <stdio.h>
int dep_one(int), dep_two(int);
int main(int argc, char **argv) { setvbuf(stdout, NULL, _IONBF, 0); printf("%d\\n", dep_one(argc) + dep_two(argc)); return 0; }
"""
GIVES = "5\n"
# A program whose own versions its library is bound to.
OWNER = """
#include <stdio.h>
int ask(void);
int told_old(void) { return 1; }
int told_new(void) { return 20; }
__asm__(".symver told_old,told@OWNER_1");
__asm__(".symver told_new,told@@OWNER_2");
int main(void) { printf("%d\\n", ask()); return 0; }
"""
STAND_IN = 'int told_new(void) { return 0; } __asm__(".symver told_new,told@@OWNER_2");\n'
OWNER_VERSIONS = "OWNER_1 { global: told; };\nOWNER_2 { global: told; } OWNER_1;\n"
ASK = "int told(void); int ask(void) { return told() + 1; }\n"
LIBRARY = """
int alpha(void) { return 1; }
int beta(void) { return 2; }
int gamma_(void) { return 3; }
int delta(void) { return 4; }
int value = 7;
""" + "".join(f"int other_{i}(void) {{ return {100 + i}; }}\n" for i in range(40))
ASKING = """
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv) {
	void *h = dlopen(argv[1], RTLD_NOW);
	if (h == NULL)
		return puts(dlerror()), 1;
	for (int i = 2; i < argc; i++) {
		int (*f)(void) = (int (*)(void))dlsym(h, argv[i]);
		printf("%s %d\\n", argv[i], f == NULL ? -1 : f());
	}
	return 0;
}
"""


def program(way, *options, **more):
    way.library("libdep.so.1", DEP, versions=DEP_VERSIONS)
    return way.build("user", USER, *options, "-Wl,-z,lazy,-rpath,$ORIGIN", libraries=[way.path("libdep.so.1")], **more)


def asked(path):
    """{file: versions} as readelf tells."""
    out, name = {}, None
    for line in kit.must(["readelf", "-VW", path]).splitlines():
        if found := re.search(r"Version: 1  File: (\S+)", line):
            name = found[1]
            out[name] = set()
        elif name and (found := re.search(r"Name: (\S+)  Flags: (\S+)", line)):
            out[name].add(found[1] + ("!" if "WEAK" in found[2] else ""))
    return out


def defined_versions(path):
    said = kit.must(["readelf", "-VW", path]).partition(".gnu.version_d")[2].partition("Version needs")[0]
    return re.findall(r"Flags: (\S+).*Index: (\d+).*Name: (\S+)", said)


def definitions_follow(way):
    """Class 10: the version definitions of a program move, and a library bound to them finds them. lld puts them before the strings."""
    stand = way.library("stand/libowner.so", STAND_IN, versions=OWNER_VERSIONS)
    way.library("libask.so", ASK, "-Wl,-rpath,$ORIGIN/stand", libraries=[stand])
    for linker in way.machine.linkers:
        path = way.build(f"owner-{linker}", OWNER, "-no-pie", "-fno-pie", "-Wl,--export-dynamic,-rpath,$ORIGIN:$ORIGIN/stand", linker=linker,
                         versions=OWNER_VERSIONS, libraries=["-Wl,--no-as-needed", way.path("libask.so"), "-Wl,--allow-shlib-undefined"])
        data, before = kit.read(path), way.run(path)
        way.check(before == (0, "21\n"), f"{linker}: as it is {before}")
        versions = defined_versions(path)
        for words in (["--set-interpreter", f"{link_loader(way)}"], ["--set-rpath", f"$ORIGIN:$ORIGIN/stand:/{kit.LONG}"], ["--set-soname", "x" * 90]):
            way.edit(path, *words)
            way.same_run(path, before, f"{linker}, {words[0]}", env={"LD_BIND_NOW": "1"})
            look.laws(way, data, path, f"{linker}, {words[0]}")
        way.check(len(versions) == 3 and defined_versions(path) == versions, f"{linker}: definitions {versions} become {defined_versions(path)}")


TINY = "".join(OWNER.splitlines(True)[3:7])
BOTH = """
#include <stdio.h>
int told_a(void), told_b(void);
__asm__(".symver told_a,told@OWNER_1");
__asm__(".symver told_b,told@OWNER_2");
int main(void) { printf("%d %d\\n", told_a(), told_b()); return 0; }
"""


def definitions_move(way):
    """Class 10: version definitions so near to the program headers that they have to make room for a new one."""
    library = way.library("libtiny.so", TINY, "-nostdlib", "-Wl,--build-id=none,-z,norelro,-z,nognustack,--no-eh-frame-hdr", linker="lld",
                          versions=OWNER_VERSIONS.replace("told; };", "told; local: *; };", 1))
    path = way.build("both", BOTH, "-Wl,-rpath,$ORIGIN", libraries=[library])
    before, place, versions, data = way.run(path), kit.elf(library).value("VERDEF"), defined_versions(library), kit.read(library)
    way.check(before == (0, "1 20\n"), f"as it is {before}")
    way.edit(library, "--set-rpath", f"/{kit.LONG}", "--set-soname", "libtiny.so", "--add-needed", "libc.so.6", "--execstack", "off")
    way.check(kit.elf(library).value("VERDEF") != place, f"DT_VERDEF is still {place:#x}, so nothing was tried")
    way.check(defined_versions(library) == versions != [], f"{versions} become {defined_versions(library)}")
    way.same_run(path, before, "with its definitions elsewhere", env={"LD_BIND_NOW": "1"})
    look.laws(way, data, library, "definitions elsewhere")


def link_loader(way):
    link = way.path(f"{kit.LONG}/ld.so")
    if not os.path.islink(link):
        os.symlink(way.machine.root + way.machine.loader, link)
    return link


def versions_go_with_files(way):
    """Class 11: a library that is no longer needed takes its versions along, or stays; a renamed one has them under its new name."""
    path = program(way)
    before = way.run(path)
    way.check(before == (0, GIVES), f"as it is {before}")
    said = way.refuses(path, "--remove-needed", "libdep.so.1", because="--drop-versions")
    way.check("dep_one@DEP_1" in said and "dep_two@DEP_2" in said, f"the refusal does not name what is bound: {said}")
    os.symlink("libdep.so.1", way.path("libdep-of-another-name.so.1"))
    way.edit(path, "--replace-needed", "libdep.so.1=libdep-of-another-name.so.1")
    way.check(asked(path).get("libdep-of-another-name.so.1") == {"DEP_1", "DEP_2"} and "libdep.so.1" not in asked(path), f"asked: {asked(path)}")
    way.same_run(path, before, "replaced", env={"LD_BIND_NOW": "1"})
    way.edit(path, "--remove-needed", "libdep-of-another-name.so.1", "--drop-versions")
    way.check(list(asked(path)) in (["libc.so.6"], ["libc.so.6", os.path.basename(way.machine.loader)]), f"asked after the removal: {asked(path)}")
    status, out = way.run(path, env={"LD_PRELOAD": way.path("libdep.so.1")})
    # Without a version the first one of a library counts (glibc elf/dl-lookup.c, check_match).
    way.check((status, out) == (0, "3\n"), f"with the library preloaded instead: {status} {out}")
    status, out, err = way.hear(path)
    way.check(status not in (0, None) and "Inconsistency" not in err and "undefined symbol: dep_" in err, f"without it: {status} {err}")


def unbound_versions(way):
    """Class 11: the versions of a library that is needed for nothing do not keep it."""
    path = way.build("user", "int dep_one(int); int main(int c, char **v) { return c > 1 ? dep_one(c) : 0; }", "-Wl,-rpath,$ORIGIN,-z,lazy",
                     libraries=[way.library("libdep.so.1", DEP, versions=DEP_VERSIONS)])
    way.edit(path, "--clear-symbol-version", "dep_one")
    way.check("libdep.so.1" not in asked(path), f"a version is asked for that nothing is bound to: {asked(path)}")
    way.edit(path, "--remove-needed", "libdep.so.1")
    way.check(way.run(path) == (0, ""), f"it does not run: {way.run(path)}")


def missing_version(way):
    """Class 12: against an older library, each of the ways out of a version that is not there; without them the loader gives up."""
    path = program(way)
    os.mkdir(way.path("older"))
    way.library("libdep.so.1", OLDER, versions=OLDER_VERSIONS)
    broken = way.run(path)
    way.check(broken[0] not in (0, None), f"the loader takes it as it is: {broken}")
    for name, words, left in (("weak", ["--weaken-version", "libdep.so.1:DEP_2"], {"DEP_1", "DEP_2!"}), ("removed", ["--remove-version", "DEP_2"], {"DEP_1"}),
                              ("replaced", ["--replace-version", "DEP_2=DEP_1"], {"DEP_1"}), ("cleared", ["--clear-symbol-version", "dep_two"], {"DEP_1"})):
        one = way.copy(path, name)
        way.edit(one, *words)
        way.check(asked(one).get("libdep.so.1") == left, f"{name}: asked {asked(one)}")
        look.others(way, path, one, name)
        status, out = way.run(one)
        if name == "weak":  # the loader goes on; the symbol itself is not to be had
            way.check("DEP_2" in out or status == 0 or status == 127, f"{name}: {status} {out}")
        else:
            way.check((status, out) == (0, "3\n"), f"{name}: {status} {out}")


def weak_version(way):
    """Class 12: a version that is weak does not keep the program from starting while its symbol is never called."""
    path = way.build("user", '#include <stdio.h>\nint dep_two(int); int main(int c, char **v) { if (c > 1) return dep_two(c); puts("on"); return 0; }',
                     "-Wl,-z,lazy,-rpath,$ORIGIN", libraries=[way.library("libdep.so.1", DEP, versions=DEP_VERSIONS)])
    way.library("libdep.so.1", OLDER, versions=OLDER_VERSIONS)
    way.check(way.run(path)[0] == 1, "the loader takes the missing version as it is")
    way.edit(path, "--weaken-version", "DEP_2")
    way.check(way.run(path) == (0, "on\n"), f"weak: {way.run(path)}")


RENAMES = ["--rename-symbol", "alpha=an_alpha_with_a_much_longer_name_than_it_had", "--rename-symbol", "gamma_=g", "--rename-symbol", "other_7=delta_of_others"]
NOW = ["beta", "delta", "g", "an_alpha_with_a_much_longer_name_than_it_had", "delta_of_others", "other_39", "alpha", "gamma_", "other_7"]
FOUND = "beta 2\ndelta 4\ng 3\nan_alpha_with_a_much_longer_name_than_it_had 1\ndelta_of_others 107\nother_39 139\nalpha -1\ngamma_ -1\nother_7 -1\n"


def hash_tables(way):
    """Class 16: after renames the real dlsym finds the new names, all others, and no old one, by each kind of table."""
    asker = way.build("asker", ASKING, "-pie", "-fPIE", libraries=["-ldl"])
    styles = ("sysv",) if way.machine.name == "mips64el" else ("gnu", "sysv", "both")
    for linker in way.machine.linkers:
        for style in styles:
            path = way.library(f"lib-{linker}-{style}.so", LIBRARY, f"-Wl,--hash-style={style}", linker=linker)
            data, original = kit.read(path), way.copy(path, f"original-{linker}-{style}.so")
            way.edit(path, *RENAMES)
            status, out = way.run(asker, path, *NOW)
            way.check((status, out) == (0, FOUND), f"{linker}, {style}: dlsym finds {status} {out}")
            look.laws(way, data, path, f"{linker}, {style}")
            if not way.machine.qemu:
                look.others(way, original, path, f"{linker}, {style}")
                way.check(complete(path), f"{linker}, {style}: not every symbol of the section is told by the hash table")


def table_of_mips(way):
    """Class 16: MIPS' own kind of hash table is kept whole by every edit, and names that it finds are not changed."""
    asker = way.build("asker", ASKING, "-pie", "-fPIE", libraries=["-ldl"])
    path = way.library("libxhash.so", LIBRARY, "-Wl,--hash-style=gnu")
    data = kit.read(path)
    way.check("MIPS_XHASH" in kit.must(["readelf", "-SW", path]), "the linker does not make such a table")
    way.refuses(path, *RENAMES, because="MIPS")
    way.edit(path, "--set-rpath", f"/{kit.LONG}", "--set-soname", "s" * 200, *(f"--add-needed={n}" for n in ("libm.so.6", "libdl.so.2", "librt.so.1", "libutil.so.1")))
    look.laws(way, data, path, "xhash")
    status, out = way.run(asker, path, "alpha", "other_39", "nobody")
    way.check((status, out) == (0, "alpha 1\nother_39 139\nnobody -1\n"), f"dlsym finds {status} {out}")


def complete(path):
    """readelf lists as many symbols by the section as by the dynamic section, which counts by the hash tables."""
    def names(said):
        return sorted(row.split()[7] for row in said.splitlines() if re.match(r" +\d+: ", row) and len(row.split()) > 7)
    return names(kit.must(["readelf", "--dyn-syms", "-W", path])) == names(kit.must(["readelf", "--dyn-syms", "-D", "-W", path]))


def bound_by_new_names(way):
    """Class 16: caller and library renamed alike, bound at once and lazily; a caller without exports has an empty GNU table."""
    for style in ("sysv",) if way.machine.name == "mips64el" else ("gnu", "sysv", "both"):
        library = way.library(f"{style}/libdep.so.1", DEP.replace("__asm__", "//"), f"-Wl,--hash-style={style}")
        path = way.build(f"{style}/user", USER.replace("dep_two", "dep_two_new"), f"-Wl,--hash-style={style},-rpath,$ORIGIN", libraries=[library])
        before = way.run(path)
        words = ["--rename-symbol", "dep_one=dep_first_with_a_longer_name", "--rename-symbol", "dep_two_new=dep_2"]
        way.edit(path, *words)
        now = way.hear(path, env={"LD_BIND_NOW": "1"})
        way.check(now[0] not in (0, None) and "undefined symbol: dep_first_with" in now[2] + now[1] or "dep_2" in now[2], f"{style}: only the caller: {now}")
        way.edit(library, *words)
        for env in ({}, {"LD_BIND_NOW": "1"}):
            way.same_run(path, before, f"{style}, {env}", env=env)


CASES = [(definitions_follow, (10,)), (definitions_move, (10,)), (versions_go_with_files, (11,)), (unbound_versions, (11, 12)), (missing_version, (12,)), (weak_version, (12,)),
         (hash_tables, (16,)), (table_of_mips, (16,)), (bound_by_new_names, (16,))]
EVERYWHERE = (hash_tables, versions_go_with_files, missing_version)
HERE = (definitions_move,)  # by lld, for the place where it puts them
ONLY = {table_of_mips: "mips64el"}
