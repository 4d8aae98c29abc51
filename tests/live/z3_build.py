# SPDX-License-Identifier: Apache-2.0
"""The case of the two z3: a package that loads libz3 with ctypes, and a wheel whose extension module carries another one.

  site/            the z3 package as it is installed: z3core.py of Debian's python3-z3, and Debian's libz3 beside it
  extsolve.whl     an extension module, with libz3 of an older Debian under a name with a hash, as a repaired wheel has it
  installed/       the same two, as pip puts them into one directory
  editable/        z3 as above and a .pth that leads to source/, where the extension was built against z3's own libz3
"""
import base64
import hashlib
import os
import shutil
import subprocess
import sysconfig
import zipfile

import debs

SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
SOURCE = """
#include <stddef.h>
struct object; struct module_def { long head[5]; const char *name, *doc; long size; void *methods, *slots, *traverse, *clear, *free; };
struct method { const char *name; struct object *(*call)(struct object *, struct object *); int flags; const char *doc; };
struct object *PyModule_Create2(struct module_def *, int);
struct object *PyUnicode_FromString(const char *);
const char *PyUnicode_AsUTF8(struct object *);
const char *Z3_get_full_version(void);
void *Z3_mk_config(void), *Z3_mk_context(void *);
const char *Z3_eval_smtlib2_string(void *, const char *);
void Z3_set_error_handler(void *, void (*)(void *, int)), Z3_del_context(void *), Z3_del_config(void *);
int Z3_get_error_code(void *);
const char *Z3_get_error_msg(void *, int);
static struct object *version(struct object *self, struct object *none) { return PyUnicode_FromString(Z3_get_full_version()); }
static void wrong(void *context, int code) {}
static struct object *solve(struct object *self, struct object *text) {
	void *config = Z3_mk_config(), *context = Z3_mk_context(config);
	Z3_set_error_handler(context, wrong);
	const char *answer = Z3_eval_smtlib2_string(context, PyUnicode_AsUTF8(text));
	const int code = Z3_get_error_code(context);
	struct object *said = PyUnicode_FromString(code == 0 ? answer : Z3_get_error_msg(context, code));
	Z3_del_context(context);
	Z3_del_config(config);
	return said;
}
static struct method methods[] = {{"version", version, 4, NULL}, {"solve", solve, 8, NULL}, {NULL, NULL, 0, NULL}};
static struct module_def def = {{1, 0, 0, 0, 0}, "_ext", NULL, -1, methods};
struct object *PyInit__ext(void) { return PyModule_Create2(&def, 1013); }
"""


def libz3(root):
    return os.path.join(root, "usr/lib/x86_64-linux-gnu/libz3.so.4")


def z3_package(site):
    """Debian's own package, with the library where the package of the same name on PyPI has it."""
    shutil.copytree("/usr/lib/python3/dist-packages/z3", os.path.join(site, "z3"), ignore=shutil.ignore_patterns("__pycache__", "*.so*"))
    os.makedirs(os.path.join(site, "z3/lib"), exist_ok=True)
    shutil.copy("/usr/lib/x86_64-linux-gnu/libz3.so.4", os.path.join(site, "z3/lib/libz3.so"))
    info = os.path.join(site, "z3_solver-4.8.12.dist-info")
    os.makedirs(info)
    with open(os.path.join(info, "METADATA"), "w", encoding="ascii") as f:
        f.write("Metadata-Version: 2.1\nName: z3-solver\nVersion: 4.8.12\n")


def compile_extension(out, library, *options):
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-w", "-o", out, "-x", "c", "-", "-x", "none", library, *options],
                   input=SOURCE.encode(), check=True)


def package(folder, older):
    """extsolve as a repaired wheel lays it out."""
    libs = os.path.join(folder, "extsolve.libs")
    os.makedirs(os.path.join(folder, "extsolve"))
    os.makedirs(libs)
    with open(libz3(older), "rb") as f:
        name = f"libz3-{hashlib.sha256(f.read()).hexdigest()[:8]}.so.4"
    shutil.copy(libz3(older), os.path.join(libs, name))
    subprocess.run(["patchelf", "--set-soname", name, os.path.join(libs, name)], check=True)
    compile_extension(os.path.join(folder, "extsolve/_ext" + SUFFIX), os.path.join(libs, name), "-Wl,-rpath,$ORIGIN/../extsolve.libs")
    with open(os.path.join(folder, "extsolve/__init__.py"), "w", encoding="ascii") as f:
        f.write("import z3\nfrom ._ext import solve, version\n")
    return os.path.join("extsolve.libs", name)


def wheel(folder, out):
    """RECORD and the archive of what lies in folder."""
    info = os.path.join(folder, "extsolve-1.0.dist-info")
    os.makedirs(info)
    tag = "cp" + sysconfig.get_config_var("py_version_nodot")
    for name, text in (("METADATA", "Metadata-Version: 2.1\nName: extsolve\nVersion: 1.0\n"),
                       ("WHEEL", f"Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: false\nTag: {tag}-{tag}-linux_x86_64\n")):
        with open(os.path.join(info, name), "w", encoding="ascii") as f:
            f.write(text)
    rows = []
    paths = sorted(os.path.relpath(os.path.join(d, f), folder) for d, _, files in os.walk(folder) for f in files)
    for path in paths:
        with open(os.path.join(folder, path), "rb") as f:
            data = f.read()
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(data)}\n")
    with open(os.path.join(info, "RECORD"), "w", encoding="ascii") as f:
        f.writelines(rows + ["extsolve-1.0.dist-info/RECORD,,\n"])
    whl = os.path.join(out, f"extsolve-1.0-{tag}-{tag}-linux_x86_64.whl")
    with zipfile.ZipFile(whl, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        for path in [*paths, "extsolve-1.0.dist-info/RECORD"]:
            z.write(os.path.join(folder, path), path)
    return whl


def build(folder, cache):
    """Everything below folder; gives what a test has to know."""
    older, version = debs.unpacked("bullseye", "libz3-4", cache)
    site, installed, editable, source = (os.path.join(folder, d) for d in ("site", "installed", "editable", "source"))
    for place in (site, installed, editable):
        os.makedirs(place)
        z3_package(place)
    tree = os.path.join(folder, "tree")
    os.makedirs(tree)
    bundled = package(tree, older)
    whl = wheel(tree, folder)
    shutil.copytree(tree, installed, dirs_exist_ok=True)
    os.makedirs(os.path.join(source, "extsolve"))
    shutil.copy(os.path.join(tree, "extsolve/__init__.py"), os.path.join(source, "extsolve"))
    compile_extension(os.path.join(source, "extsolve/_ext" + SUFFIX), os.path.join(editable, "z3/lib/libz3.so"),
                      "-Wl,-rpath," + os.path.join(editable, "z3/lib"))
    with open(os.path.join(editable, "__editable__.extsolve-1.0.pth"), "w", encoding="utf-8") as f:
        f.write(source + "\n")
    info = os.path.join(editable, "extsolve-1.0.dist-info")
    os.makedirs(info)
    with open(os.path.join(info, "METADATA"), "w", encoding="ascii") as f:
        f.write("Metadata-Version: 2.1\nName: extsolve\nVersion: 1.0\n")
    with open(os.path.join(info, "direct_url.json"), "w", encoding="utf-8") as f:
        f.write('{"url": "file://%s", "dir_info": {"editable": true}}' % source)
    return {"site": site, "installed": installed, "editable": editable, "source": source, "wheel": whl, "bundled": bundled, "older": version}
