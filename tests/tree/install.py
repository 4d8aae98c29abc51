#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`make install` puts every file in its place, a program can be built with what it put there, and `make uninstall` removes all."""
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tally import ROOT, Tally, sources

PREFIX = "/opt/linkwright-test"
USER = r"""
#include <stdio.h>
#include <string.h>
#include <linkwright/graph.h>
#include <linkwright/session.h>
#include <linkwright/world.h>

int main(int argc, char **argv) {
	struct lw_error err;
	struct lw_session *s;
	const struct lw_graph *g;
	struct lw_world world = {.sz = sizeof world};
	lw_error_clear(&err);
	if (argc != 2 || !lw_session_new(&s, &err))
		return 3;
	if (!lw_graph_build(s, &world, argv[1], &g, &err)) {
		fprintf(stderr, "%s: %s\n", err.subject, err.text);
		return 2;
	}
	for (uint32_t i = 0; i < g->n_order; i++)
		if (g->objects[g->order[i]].found)
			printf("%s\n", g->objects[g->order[i]].path);
	lw_session_free(s);
	return 0;
}
"""


def run(argv, **more):
    return subprocess.run([str(a) for a in argv], cwd=ROOT, capture_output=True, text=True, **more)


def expected():
    """Paths below the prefix; a part that differs between machines is written *."""
    want = ["bin/linkwright", "lib*/**/liblinkwright.a", "lib*/**/pkgconfig/linkwright.pc",
            "share/bash-completion/completions/linkwright", "share/zsh/site-functions/_linkwright",
            "share/fish/vendor_completions.d/linkwright.fish", "share/doc/linkwright/LICENSE"]
    want += [f"include/linkwright/{p.name}" for p in sources("include")]
    want += [f"share/man/man1/{p.name.removesuffix('.scd')}" for p in sources("docs/man", endings=(".scd",))]
    want += [f"share/linkwright/schema/{p.name}" for p in sources("share/schema", endings=(".json",))]
    return want


def check_pkgconfig(tally, dest):
    """Builds and runs a user of the library with what pkg-config says."""
    pc = next(dest.rglob("linkwright.pc"), None)
    if not tally.check(pc is not None, "no linkwright.pc was installed"):
        return
    env = {**os.environ, "PKG_CONFIG_LIBDIR": f"{pc.parent}:" + run(["pkg-config", "--variable", "pc_path", "pkg-config"]).stdout.strip(),
           "PKG_CONFIG_PATH": ""}
    flags = run(["pkg-config", f"--define-variable=prefix={dest}{PREFIX}", "--cflags", "--libs", "linkwright"], env=env)
    if not tally.check(flags.returncode == 0, f"pkg-config: {flags.stderr}"):
        return
    source, program = dest / "user.c", dest / "user"
    source.write_text(USER)
    for compiler in ("gcc", "clang"):
        built = run([compiler, "-std=c17", "-Wall", "-Wextra", "-Werror", source, "-o", program, *flags.stdout.split()])
        if not tally.check(built.returncode == 0, f"a user of the library cannot be built with {compiler}:\n{built.stderr}"):
            continue
        ran = run([program, "/bin/sh"])
        tally.check(ran.returncode == 0 and "libc.so.6" in ran.stdout, f"a user of the library: {ran.stdout}{ran.stderr}")


def check_tree_output(tally, binary):
    if not binary.exists():
        return
    ran = run([binary, "tree", "--format", "json", "/bin/sh"])
    good = ran.returncode == 0
    if good:
        good = json.loads(ran.stdout)["linkwright"]["schema"] == "tree"
    tally.check(good, f"the installed command does not answer: {ran.stderr}")


def main():
    tally = Tally("install")
    work = Path(tempfile.mkdtemp(prefix="linkwright-install-"))
    dest, build = work / "dest", work / "build"
    try:
        # A build directory of its own: the prefix of the developer's one stays as it is.
        make = ["make", f"B={build}", f"DESTDIR={dest}", f"PREFIX={PREFIX}"]
        done = run([*make, "install"])
        if not tally.check(done.returncode == 0, f"install: {done.stdout[-2000:]}{done.stderr[-2000:]}"):
            tally.end()
        top = Path(f"{dest}{PREFIX}")
        want = expected()
        for path in want:
            tally.check(next(top.glob(path), None) is not None, f"{path} was not installed")
        found = [str(p.relative_to(top)) for p in dest.rglob("*") if p.is_file()]
        for path in found:
            tally.check(any(Path(path).match(w.replace("/**/", "/*/")) or Path(path).match(w.replace("/**", "")) for w in want),
                        f"{path} was installed and is not expected")
        check_tree_output(tally, top / "bin/linkwright")
        check_pkgconfig(tally, dest)
        (dest / "user.c").unlink(missing_ok=True)
        (dest / "user").unlink(missing_ok=True)
        gone = run([*make, "uninstall"])
        left = [str(p) for p in dest.rglob("*") if p.is_file()]
        tally.check(gone.returncode == 0 and not left, f"left after uninstall: {left[:5]}")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    tally.end()


main()
