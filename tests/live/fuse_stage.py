# SPDX-License-Identifier: Apache-2.0
"""Where fused programs do their work: the fused files stand for their originals, in a folder of their own, apart from all else.

As edit_stage, and with a network of its own that has a loopback, standard output and standard error apart, and the files that were made.
"""
import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile

import edit_stage

APART = [word.replace('exec "$@"', 'ip link set lo up && exec "$@"') for word in edit_stage.APART]
ENVIRONMENT = {"PATH": "/usr/bin:/bin:/usr/sbin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "SOURCE_DATE_EPOCH": "1700000000", "TERM": "dumb",
               "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b", "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_CONFIG_NOSYSTEM": "1",
               "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b", "GIT_COMMITTER_DATE": "1700000000 +0000", "PYTHONHASHSEED": "0",
               "PERL_HASH_SEED": "0", "SHELL": "/bin/sh", "PYTHONDONTWRITEBYTECODE": "1"}
OUTSIDE = re.compile(r"^(ld-linux-.*|lib(c|m)\.so\.6|lib(dl|pthread)\.so\.(0|2)|lib(rt|util|anl|nsl|mvec|thread_db|BrokenLocale)\.so\.1|libresolv\.so\.2|libnss_(compat|db|dns|files|hesiod)\.so\.2|libc_malloc_debug\.so\.0)$")
NEEDED = re.compile(r"\(NEEDED\).*\[(.*)\]")


def needed(path):
    done = subprocess.run(["readelf", "-dW", path], capture_output=True, text=True, errors="replace", check=False)
    return NEEDED.findall(done.stdout)


def has_more_than_libc(path):
    return any(not OUTSIDE.match(name) for name in needed(path))


def fuse(linkwright, path, out, *more):
    """(whether it was done, what was said)."""
    command = [linkwright, "fuse", path, "--all", "--keep-libc", *more, "--quiet", "-o", out]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=300, check=False)
    except subprocess.TimeoutExpired:
        return False, "takes longer than 300 s"
    words = (done.stdout + done.stderr).strip()
    return done.returncode == 0, words if done.returncode in (0, 2) else f"ended with status {done.returncode}: {words}"


def rule_of(words):
    """The id of the rule that a refusal names; "" where it names none."""
    found = re.findall(r"\((fuse-[a-z-]+)\)", words)
    return found[-1] if found else ""


class FuseStage(edit_stage.Stage):
    def work(self, script, seconds, program=""):
        """What a shell script did: (status, standard output, standard error, {file: what is in it}); None: it took too long."""
        home = os.path.join(self.folder, "home")
        shutil.rmtree(home, ignore_errors=True)
        os.makedirs(home)
        os.chmod(home, 0o777)
        env = {**ENVIRONMENT, "HOME": home, "PROGRAM": program}
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:  # what is left running in the background holds no pipe
            with subprocess.Popen([*(APART if self.mounts else []), "sh", "-c", script], env=env, cwd=home, stdin=subprocess.DEVNULL,
                                  stdout=out, stderr=err, start_new_session=True) as process:
                try:
                    process.wait(timeout=seconds)
                    status = process.returncode
                except subprocess.TimeoutExpired:
                    status = None
                finally:
                    finish(process, self.mounts)
            texts = [self.text(f) for f in (out, err)]
        return None if status is None else (status, *texts, made(home))

    @staticmethod
    def text(file):
        file.seek(0)
        return file.read().decode("utf-8", "surrogateescape")

    @contextlib.contextmanager
    def all_over(self, pairs):
        """Each (original, fused) pair mounted."""
        with contextlib.ExitStack() as stack:
            for original, fused in pairs:
                stack.enter_context(self.over(original, fused))
            yield


def finish(process, apart):
    if process.stdout is None:
        process.stdout = open(os.devnull, "rb")  # edit_stage.end closes it
    edit_stage.end(process, apart)


def made(folder):
    """{path: digest, or where the link leads} of all files below."""
    out = {}
    for place, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(place, name)
            key = os.path.relpath(path, folder)
            if os.path.islink(path):
                out[key] = "-> " + os.readlink(path)
            elif os.path.isfile(path):
                with open(path, "rb") as f:
                    out[key] = hashlib.sha256(f.read()).hexdigest()[:16]
    return out


def difference(before, now):
    """What is not the same, in a line; None: nothing."""
    if before == now:
        return None
    if now is None:
        return "takes too long"
    if before[0] != now[0]:
        return f"status {before[0]} becomes {now[0]}: {now[2][-300:]!r} {now[1][-100:]!r}"
    for name, one, two in (("standard output", before[1], now[1]), ("standard error", before[2], now[2])):
        if one != two:
            lines = [(a, b) for a, b in zip(one.split("\n") + [""] * 9, two.split("\n") + [""] * 9) if a != b]
            return f"{name}: {lines[0][0][:200]!r} becomes {lines[0][1][:200]!r}" if lines else f"{name}: more lines"
    keys = sorted(k for k in {*before[3], *now[3]} if before[3].get(k) != now[3].get(k))
    return f"files: {' '.join(keys)[:200]}"
