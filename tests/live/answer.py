# SPDX-License-Identifier: Apache-2.0
"""Asks linkwright (`tree --format json`, docs/json.md) and turns its answer into the shapes of listing.py and oracle.py."""

import json
import os
import subprocess

from listing import Listing

TIMEOUT = 600
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def default_linkwright():
    """build/linkwright, or where meson puts it."""
    places = [os.path.join(TOP, "build", *parts) for parts in (("linkwright",), ("src", "linkwright"))]
    return next((path for path in places if os.path.exists(path)), places[0])


def ask(linkwright, files, env=None, cwd=None, options=()):
    """The results of one call, in the order of FILES. Exit status 1 means something is missing, 2 a FILE without answer."""
    command = [linkwright, "tree", "--format", "json", *options]
    for name, value in (env or {}).items():
        command += ["--env", f"{name}={value}"]
    if cwd is not None:
        command += ["--cwd", cwd]
    done = subprocess.run(
        command + ["--"] + list(files), env={}, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=TIMEOUT, check=False,
    )
    errors = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode not in (0, 1, 2):
        raise RuntimeError(f"linkwright ended with status {done.returncode}: {errors}")
    try:
        results = json.loads(done.stdout)["results"]
    except (ValueError, KeyError) as error:
        raise RuntimeError(f"no JSON from linkwright ({error}): {errors}") from error
    if len(results) != len(files):
        raise RuntimeError(f"{len(results)} results for {len(files)} files: {errors}")
    return results


def text(item, name):
    """A string member; its bytes stand in NAME_hex where it is no UTF-8."""
    if name + "_hex" in item:
        return bytes.fromhex(item[name + "_hex"]).decode("utf-8", "surrogateescape")
    return item.get(name)


def listing_of(result):
    """What the real loader would have printed in trace mode."""
    got = Listing()
    if "error" in result:
        got.stop = text(result["error"], "message")
        return got
    objects = {item["id"]: item for item in result["objects"]}
    for number in result["load_order"]:
        item = objects[number]
        if item["role"] in ("vdso", "program"):
            continue
        name, path = text(item, "name"), text(item, "path")
        if not item["found"]:
            got.entries.append(("missing", name, None))
        else:
            got.entries.append(("load", path if item["role"] == "loader" else name, path))
    program = next(number for number, item in objects.items() if item["role"] == "program")
    if not any(edge["from"] == program and edge["kind"] == "needed" for edge in result["edges"]):
        got.static, got.entries = True, []
    stopped = result["stopped"]
    if stopped and stopped["only_at_start"]:
        got.start_stop = text(stopped, "message")
    elif stopped:
        got.stop = text(stopped, "message")
    got.warnings = loader_warnings(result, objects)
    return got


def loader_warnings(result, objects):
    """The warnings that the loader itself prints: linkwright has some of its own."""
    out = [line for line in result["warnings"] if line.startswith("object '")]
    for gap in result["versions"]:
        of, who = text(objects[gap["provider"]], "path"), text(objects[gap["object"]], "path")
        if gap.get("unversioned"):
            out.append(f"{of}: no version information available (required by {who})")
        else:
            weak = "weak " if gap["weak"] else ""
            out.append(f"{of}: {weak}version `{gap['version']}' not found (required by {who})")
    return out


def probes_of(result):
    """(op, path, result) of every system call of the search."""
    return [(probe["op"], text(probe, "path"), probe["result"]) for probe in result["probes"]]


def mapped_of(result):
    """The paths that are mapped besides the program and the loader, in order."""
    objects = {item["id"]: item for item in result["objects"]}
    return [text(objects[number], "path") for number in result["load_order"]
            if objects[number]["found"] and objects[number]["role"] != "loader"]
