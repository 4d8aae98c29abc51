# SPDX-License-Identifier: Apache-2.0
"""Other programs, run by the tests: compilers, tools that look at files, and what was built."""
import os
import subprocess

ENV = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "TMPDIR": os.environ.get("TMPDIR", "/tmp")}


class Wrong(Exception):
    """A case cannot go on."""


class Skip(Exception):
    """A case cannot be done here."""


def call(argv, cwd=None, env=None, seconds=120):
    """(status, standard output, standard error); a status of None: it took too long."""
    try:
        done = subprocess.run([str(a) for a in argv], cwd=cwd, env={**ENV, **(env or {})}, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return None, "", "took too long"
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def must(argv, **more):
    status, out, err = call(argv, **more)
    if status != 0:
        raise Wrong(f"{' '.join(map(str, argv))[:300]}: status {status}: {(err or out)[-600:]}")
    return out


def read(path):
    with open(path, "rb") as f:
        return f.read()
