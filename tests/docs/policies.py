#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every row of the program's tables of policies against the published files in share/policies.

policies.py [--distros FOLDER]    also the table of distributions, against the cache folder of pep600_compliance
"""

import argparse
import glob
import json
import os
import re
import subprocess
import sys

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
BINARY = os.path.join(TOP, "build", "linkwright")
KINDS = {"manylinux": "glibc", "musllinux": "musl", "android": "bionic"}
MOST_POLICIES = {"manylinux": 16, "musllinux": 2, "android": 4}


def explain(word, schema):
    done = subprocess.run([BINARY, "explain", "--format", "json", word], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return {"failed": done.stderr}
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema)
    return document["results"][0]


class Tally:
    def __init__(self):
        self.passed, self.failed = 0, 0

    def same(self, what, ours, published):
        good = ours == published
        self.passed += good
        self.failed += not good
        if not good:
            print(f"FAILED: {what}\n    ours      {ours}\n    published {published}")


def policy(tally, published, kind, schema):
    name = published["name"]
    ours = explain(name, schema)
    tally.same(f"{name}: its name", ours.get("policy"), name)
    tally.same(f"{name}: its libc", ours.get("libc"), KINDS[kind])
    tally.same(f"{name}: its other name", [ours["alias"]] if ours.get("alias") else [], published["aliases"])
    for alias in published["aliases"]:
        tally.same(f"{alias}: is found", explain(alias, schema), ours)
    tally.same(f"{name}: libraries", sorted(ours.get("libraries", [])), sorted(published["lib_whitelist"]))
    tally.same(f"{name}: machines", sorted(ours.get("versions", [])), sorted(published["symbol_versions"]))
    for machine, families in published["symbol_versions"].items():
        words = ours.get("versions", {}).get(machine, [])
        tally.same(f"{name} {machine}: no version twice", len(words), len(set(words)))
        for family, versions in families.items():
            mine = [w.split("_", 1)[1] for w in words if w.split("_", 1)[0] == family]
            tally.same(f"{name} {machine} {family}", sorted(mine), sorted(versions))
        tally.same(f"{name} {machine}: families", sorted({w.split("_", 1)[0] for w in words}),
                   sorted(family for family, versions in families.items() if versions))
    tally.same(f"{name}: libraries with banned symbols", sorted(ours.get("banned", [])), sorted(published["blacklist"]))
    for library, symbols in published["blacklist"].items():
        tally.same(f"{name}: banned symbols of {library}", sorted(ours["banned"].get(library, [])), sorted(symbols))


def number(version):
    return [int(n) for n in re.findall(r"\d+", version)]


def distro(tally, path, schema):
    machine, name = os.path.basename(os.path.dirname(path)), os.path.basename(path)[:-len(".json")]
    with open(path, encoding="utf-8") as f:
        published = json.load(f)["symbols"]
    words = explain(name.replace("rhubi", "rhel").replace("-", ":", 1), schema).get("offers", {}).get(machine, [])
    for family, versions in published.items():
        numbered = [v for v in versions if re.fullmatch(r"[\d.]+", v)]
        want = [max(numbered, key=number)] if numbered else []
        want += [v for v in versions if v not in numbered]
        tally.same(f"{name} {machine} {family}", sorted(w.split("_", 1)[1] for w in words if w.split("_", 1)[0] == family), sorted(want))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--distros", help="the folder of pep600_compliance")
    options = parser.parse_args()
    with open(os.path.join(TOP, "share", "schema", "policy-1.json"), encoding="utf-8") as f:
        schema = json.load(f)
    tally = Tally()
    for kind in KINDS:
        with open(os.path.join(TOP, "share", "policies", kind + "-policy.json"), encoding="utf-8") as f:
            policies = [p for p in json.load(f) if p["name"] != "linux"]
        tally.same(f"{kind}: as many as there were", len(policies) >= MOST_POLICIES[kind], True)
        for published in policies:
            policy(tally, published, kind, schema)
    jsonschema.validate({"linkwright": {"schema": "policy", "version": 1}, "results": [explain("debian:11", schema)]}, schema)
    for path in sorted(glob.glob(os.path.join(options.distros, "*", "*.json"))) if options.distros else []:
        if not os.path.basename(path).startswith("manylinux-"):
            distro(tally, path, schema)
    print(f"policies: {tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
