#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/names/policies.def from the published policies in share/policies, and src/names/distros.def from pep600_compliance's cache.

genpolicies.py [--distros FOLDER]    FOLDER: the cache folder of mayeut/pep600_compliance, with a folder for each machine

The tables are kept in the source; this is run when what is published has changed.
"""

import argparse
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NAMES = os.path.join(ROOT, "src", "names")
LICENCE = "/* SPDX-License-Identifier: Apache-2.0 */\n"
LIBC = {"manylinux": "glibc", "musllinux": "musl", "android": "bionic"}
# In the order in which people look for them; the first six are those that a floor is told by.
DISTROS = [("debian", "Debian"), ("ubuntu", "Ubuntu"), ("rhubi", "RHEL"), ("fedora", "Fedora"), ("opensuse", "openSUSE"),
           ("amazonlinux", "Amazon Linux"), ("almalinux", "AlmaLinux"), ("alt", "ALT"), ("anolisos", "Anolis OS"),
           ("archlinux", "Arch Linux"), ("centos", "CentOS"), ("mageia", "Mageia"), ("opencloudos", "OpenCloudOS"),
           ("openeuler", "openEuler"), ("oraclelinux", "Oracle Linux"), ("photon", "Photon OS"), ("rockylinux", "Rocky Linux"),
           ("slackware", "Slackware")]
MOVING = {"testing", "unstable", "experimental", "devel", "rolling", "rawhide", "tumbleweed", "cauldron", "sisyphus", "current", "latest"}


def text(words):
    return '"' + " ".join(words) + '"'


def published(kind):
    with open(os.path.join(ROOT, "share", "policies", kind + "-policy.json"), encoding="utf-8") as f:
        return [p for p in json.load(f) if p["name"] != "linux"]


def added(policies, words_of):
    """(policy, what it has and the one before has not); stops where something is taken away."""
    before = []
    for policy in policies:
        now = words_of(policy)
        gone = [w for w in before if w not in now]
        if gone:
            sys.exit(f"genpolicies.py: {policy['name']} takes away {gone}, which the table cannot say")
        yield policy["name"], [w for w in now if w not in before]
        before = now


def versions_of(policy, machine):
    families = policy["symbol_versions"].get(machine, {})
    return [family + "_" + version for family, versions in families.items() for version in versions]


def bans(policies):
    """(first, last, library, symbols) of symbols that are banned in the same policies."""
    spans = {}
    for policy in policies:
        for library, symbols in policy["blacklist"].items():
            for symbol in symbols:
                spans.setdefault((library, symbol), []).append(policy["name"])
    names = [p["name"] for p in policies]
    groups = {}
    for (library, symbol), where in spans.items():
        if where != names[names.index(where[0]):names.index(where[-1]) + 1]:
            sys.exit(f"genpolicies.py: {symbol} is banned here and there, which the table cannot say")
        groups.setdefault((where[0], where[-1], library), []).append(symbol)
    return [(*key, symbols) for key, symbols in groups.items()]


def policy_rows(kind, out):
    policies = published(kind)
    names = [p["name"] for p in policies]
    for policy in policies:
        alias = f'"{policy["aliases"][0]}"' if policy["aliases"] else "NULL"
        if len(policy["aliases"]) > 1:
            sys.exit(f"genpolicies.py: {policy['name']} has several other names, which the table cannot say")
        out["POLICY"].append(f'POLICY("{policy["name"]}", {alias}, "{kind}", "{LIBC[kind]}")')
    last = names[-1]
    for name, words in added(policies, lambda p: p["lib_whitelist"]):
        if words:
            out["LIBRARIES"].append(f'LIBRARIES("{name}", "{last}", {text(words)})')
    machines = sorted({m for p in policies for m in p["symbol_versions"]})
    for machine in machines:
        having = [p for p in policies if machine in p["symbol_versions"]]
        end = having[-1]["name"]
        if [p["name"] for p in having] != names[names.index(having[0]["name"]):names.index(end) + 1]:
            sys.exit(f"genpolicies.py: {machine} is left out in between, which the table cannot say")
        for name, words in added(having, lambda p, machine=machine: versions_of(p, machine)):
            if words or name == having[0]["name"]:
                out["VERSIONS"].append(f'VERSIONS("{name}", "{end}", "{machine}", {text(words)})')
    for first, end, library, symbols in bans(policies):
        out["BANNED"].append(f'BANNED("{first}", "{end}", "{library}", {text(symbols)})')


def write(name, comment, lines):
    with open(os.path.join(NAMES, name), "w", encoding="utf-8") as f:
        f.write(LICENCE + "/* " + comment + " */\n" + "\n".join(lines) + "\n")


def write_policies():
    out = {"POLICY": [], "LIBRARIES": [], "VERSIONS": [], "BANNED": []}
    for kind in LIBC:
        policy_rows(kind, out)
    write("policies.def", "The wheel policies that auditwheel publishes (pypa/auditwheel, src/auditwheel/policy, MIT; share/policies holds the\n"
          " * files). Made by tools/genpolicies.py. Oldest policy of a kind first: (first policy, last policy, what they have). */\n"
          "/* clang-format off", out["POLICY"] + out["LIBRARIES"] + out["VERSIONS"] + out["BANNED"])


def number(version):
    return [int(n) for n in re.findall(r"\d+", version)]


def offered(system):
    """The newest of each family, and every version without a number."""
    words = []
    for family, versions in system["symbols"].items():
        numbered = [v for v in versions if re.fullmatch(r"[\d.]+", v)]
        if numbered:
            words.append(family + "_" + max(numbered, key=number))
        words += [family + "_" + v for v in versions if v not in numbered]
    return words


def distro_rows(folder):
    rows = []
    for machine in ("x86_64", "aarch64"):
        for name, words in DISTROS:
            found = []
            for file in os.listdir(os.path.join(folder, machine)):
                if file.startswith(name + "-"):
                    with open(os.path.join(folder, machine, file), encoding="utf-8") as f:
                        found.append((file[len(name) + 1:-len(".json")], json.load(f)))
            found.sort(key=lambda x: (x[0] in MOVING, number(x[1]["glibc_version"]), number(x[0])))
            for release, system in found:
                shown = "CentOS Stream " + release[6:] if release.startswith("stream") else words + " " + release
                minor = system["glibc_version"].split(".")[1]
                rows.append(f'DISTRO("{machine}", "{"rhel" if name == "rhubi" else name}", "{release}", "{shown}", {minor}, '
                            f'{"true" if release in MOVING else "false"}, {text(offered(system))})')
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--distros", help="also make distros.def, from this folder")
    options = parser.parse_args()
    write_policies()
    if options.distros:
        write("distros.def", "What each release of a distribution offers of the libraries that programs count on\n"
              " * (mayeut/pep600_compliance, cache/, MIT; read in 2026). Made by tools/genpolicies.py. Of each family the newest version stands\n"
              " * here, and every version without a number. Oldest release first; those that move come last. */\n/* clang-format off",
              distro_rows(options.distros))
    return 0


if __name__ == "__main__":
    sys.exit(main())
