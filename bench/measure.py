# SPDX-License-Identifier: Apache-2.0
"""One call measured, and several tools in turn on the same work."""
import os
import statistics
import subprocess
import tempfile
import time

ENV = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/"}
KEYS = ("wall", "cpu", "peak")


class Call:
    """A command line; text: what it reads from standard input; before: what is done each time before it, and not measured."""

    def __init__(self, *argv, text="", before=lambda: None):
        self.argv, self.text, self.before = [str(a) for a in argv], text, before


def stdin_of(call):
    file = tempfile.TemporaryFile()
    file.write(call.text.encode())
    file.seek(0)
    return file


def peak(call):
    """Peak MiB of the largest process of one call. time(1) starts it: a child of this one would count this one's memory."""
    call.before()
    with tempfile.NamedTemporaryFile(mode="r") as said, stdin_of(call) as stdin:
        subprocess.run(["/usr/bin/time", "-q", "-f", "%M", "-o", said.name, *call.argv], env=ENV, stdin=stdin,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return int(said.read().split()[-1]) / 1024


def once(call):
    """Wall and CPU seconds and exit status of one call. Its output goes to a file."""
    call.before()
    with tempfile.TemporaryFile() as out, stdin_of(call) as stdin:
        begin = time.monotonic()
        child = subprocess.Popen(call.argv, env=ENV, stdin=stdin, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "status": child.returncode}


def several(calls):
    each = [once(call) for call in calls]
    return {"wall": sum(m["wall"] for m in each), "cpu": sum(m["cpu"] for m in each), "status": max((m["status"] for m in each), key=abs)}


class Row:
    """What one tool took: medians over the rounds; and its samples, for ratios within the rounds."""

    def __init__(self, name, samples, most):
        self.name, self.samples, self.peak, self.status = name, samples, most, samples[0]["status"]
        self.wall, self.cpu = (statistics.median(s[key] for s in samples) for key in ("wall", "cpu"))

    def over(self, other, key="wall"):
        """How many times the other's figure: the median over the rounds that both took part in."""
        return statistics.median(a[key] / max(b[key], 1e-6) for a, b in zip(self.samples, other.samples))


def in_turn(tools, rounds, slow=()):
    """tools: {name: [Call, …]}. In each round every tool has its turn; slow ones take part in the first three rounds only.
    Gives {name: Row}."""
    for calls in tools.values():
        once(calls[0])  # warm
    samples = {name: [] for name in tools}
    for i in range(rounds):
        for name, calls in tools.items():
            if name not in slow or i < 3:
                samples[name].append(several(calls))
    return {name: Row(name, samples[name], max(peak(call) for call in calls[:20])) for name, calls in tools.items()}
