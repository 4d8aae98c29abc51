# SPDX-License-Identifier: Apache-2.0
"""A place where an edited file stands for its original: mounted over it, in mounts that belong to this process only.

So $ORIGIN, the cache and everything that looks at paths is as it was. Where this process may not mount, the file is looked at where
it is; it is then compared with a copy of the original in the same place.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import tempfile

CLONE_NEWNS = 0x00020000
MS_REC, MS_PRIVATE, MS_BIND = 0x4000, 0x40000, 0x1000
MNT_DETACH = 2
GRACE = 10  # seconds for unshare to see its child go
# Programs leave things in /tmp and find those of others there, Java's for one.
APART = ["unshare", "--net", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
         'mount -t tmpfs -o mode=1777 none /tmp && exec "$@"', "sh", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
         "--no-new-privs", "--pdeathsig", "KILL", "--"]  # another user gets no signal from --kill-child


def workplace():
    """A new directory for all that a run makes; outside /tmp, which programs under test get a fresh one of."""
    folder = tempfile.mkdtemp(prefix="lw-edit-", dir="/var/tmp")
    os.chmod(folder, 0o755)
    return folder


class Stage:
    def __init__(self, folder):
        """folder: where this process keeps its files; in memory, where it may mount."""
        self.folder, self.libc = folder, ctypes.CDLL(None, use_errno=True)
        os.makedirs(folder, exist_ok=True)
        self.mounts = self.enter()

    def enter(self):
        if os.geteuid() != 0 or self.libc.unshare(CLONE_NEWNS) != 0:
            return False
        self.libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
        return self.libc.mount(b"linkwright", os.fsencode(self.folder), b"tmpfs", 0, b"mode=755") == 0

    @contextlib.contextmanager
    def over(self, original, edited):
        """The path under which `edited` is to be looked at."""
        if not self.mounts:
            yield edited
            return
        target = os.fsencode(original)
        if self.libc.mount(os.fsencode(edited), target, None, MS_BIND, None) != 0:
            raise OSError(ctypes.get_errno(), "mount over " + original)
        try:
            yield original
        finally:
            self.libc.umount2(target, MNT_DETACH)

    def copy(self, original, name):
        """A copy that may be executed and has no set-id bits, under that name."""
        path = os.path.join(self.folder, name)
        shutil.copyfile(original, path)
        os.chmod(path, 0o755)
        return path

    def run(self, path, words, seconds):
        """(status, what was said) of a program, without privileges, network, terminal and other processes; None: it took too long."""
        home = os.path.join(self.folder, "home")
        shutil.rmtree(home, ignore_errors=True)
        os.makedirs(home)
        if self.mounts:
            os.chmod(home, 0o777)
        env = {"PATH": "/usr/bin:/bin", "HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        with subprocess.Popen([*(APART if self.mounts else []), path, *words], env=env, cwd=home, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True) as process:
            try:
                text = process.communicate(timeout=seconds)[0]
            except subprocess.TimeoutExpired:
                text = None
            finally:
                end(process, apart=self.mounts)
        return None if text is None else (process.returncode, text)


def end(process, apart):
    """Kills a program that has a session of its own, with all that it began. apart: it is the first process of its namespace, and a child
    of unshare: when it ends the kernel ends all others of the namespace, whatever session they are in."""
    if apart and process.poll() is None:
        with contextlib.suppress(OSError):
            with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as f:
                for child in f.read().split():
                    os.kill(int(child), signal.SIGKILL)
        process.stdout.close()  # unshare tells what its child died of, and the pipe may be full
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
