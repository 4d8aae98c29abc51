# SPDX-License-Identifier: Apache-2.0
"""Static programs: sources that do one thing each, what a system call trace shows when they run, and what linkwright claims of them."""
import json
import os
import re
import shutil
import subprocess
import tempfile

# Name -> (source, level that is right with glibc, whether a run that does it opens a library).
# The levels: none, possible, certain.
SOURCES = {
    "nothing": ("int main(void) { return 0; }", "none", False),
    "printf": ('#include <stdio.h>\nint main(int c, char **v) { return printf("%s %f\\n", v[0], c * 1.5) < 0; }', "none", False),
    "strerror": ('#include <stdio.h>\n#include <string.h>\nint main(int c, char **v) { (void)v; return puts(strerror(c)) < 0; }', "none", False),
    "regcomp": ('#include <regex.h>\nint main(void) { regex_t r; return regcomp(&r, "a.*b", 0); }', "none", False),
    "pthread": ('#include <pthread.h>\nstatic void *f(void *a) { pthread_exit(a); }\n'
                'int main(void) { pthread_t t; return pthread_create(&t, 0, f, 0) || pthread_join(t, 0); }', "none", False),
    "cancel": ('#include <pthread.h>\n#include <unistd.h>\nstatic void *f(void *a) { pause(); return a; }\n'
               'int main(void) { pthread_t t; return pthread_create(&t, 0, f, 0) || pthread_cancel(t) || pthread_join(t, 0); }', "none", False),
    "backtrace": ("#include <execinfo.h>\nint main(void) { void *b[9]; return backtrace(b, 9) == 99; }", "none", False),
    "wide": ('#include <wchar.h>\nint main(void) { return wprintf(L"%ls", L"abc") < 0; }', "none", False),
    "mbstowcs": ('#include <stdlib.h>\nint main(int c, char **v) { wchar_t w[99]; (void)c; return mbstowcs(w, v[0], 99) == 999; }', "none", False),
    "syslog": ('#include <syslog.h>\nint main(void) { syslog(LOG_DEBUG, "x"); return 0; }', "none", False),
    "popen": ('#include <stdio.h>\nint main(void) { FILE *f = popen("true", "r"); return f == 0 || pclose(f); }', "none", False),
    "res_query": ('#include <resolv.h>\nint main(void) { unsigned char b[999]; return res_query("a.invalid", 1, 1, b, 999) == 9999; }', "none", False),
    "dlsym": ('#include <dlfcn.h>\nint main(void) { return dlsym(0, "main") == (void *)1; }', "none", False),
    "getlogin": ("#include <unistd.h>\nint main(void) { return getlogin() == (char *)1; }", "certain", None),
    "getaddrinfo": ('#include <netdb.h>\nint main(void) { struct addrinfo *r; return getaddrinfo("a.invalid", 0, 0, &r) == 99; }', "certain", True),
    "gethostbyname": ('#include <netdb.h>\nint main(void) { return gethostbyname("a.invalid") == (void *)1; }', "certain", True),
    "getnameinfo": ('#include <netdb.h>\n#include <netinet/in.h>\nint main(void) { struct sockaddr_in a = {.sin_family = AF_INET}; char h[99];\n'
                    'a.sin_addr.s_addr = 0x01020304; return getnameinfo((void *)&a, sizeof a, h, 99, 0, 0, 0) == 99; }', "certain", True),
    "getpwnam": ('#include <pwd.h>\nint main(void) { return getpwnam("nosuchuser") == (void *)1; }', "certain", True),
    "getgrnam": ('#include <grp.h>\nint main(void) { return getgrnam("nosuchgroup") == (void *)1; }', "certain", True),
    "getgrouplist": ('#include <grp.h>\nint main(void) { gid_t g[99]; int n = 99; return getgrouplist("nosuchuser", 1, g, &n) == 99; }', "certain", True),
    "getspnam": ('#include <shadow.h>\nint main(void) { return getspnam("nosuchuser") == (void *)1; }', "certain", True),
    "getservbyname": ('#include <netdb.h>\nint main(void) { return getservbyname("nosuchservice", "tcp") == (void *)1; }', "certain", True),
    "getprotobyname": ('#include <netdb.h>\nint main(void) { return getprotobyname("nosuchprotocol") == (void *)1; }', "certain", True),
    "wordexp": ('#include <wordexp.h>\nint main(void) { wordexp_t w; return wordexp("~nosuchuser", &w, 0) == 99; }', "certain", True),
    "glob": ('#define _GNU_SOURCE\n#include <glob.h>\nint main(void) { glob_t g; return glob("~nosuchuser/x", GLOB_TILDE, 0, &g) == 99; }', "certain", True),
    "iconv": ('#include <iconv.h>\nint main(void) { char *a = "ab", o[9], *p = o; size_t n = 2, m = 9; iconv_t c = iconv_open("ISO-8859-15", "UTF-8");\n'
              'return c != (iconv_t)-1 && iconv(c, &a, &n, &p, &m) == 99; }', "certain", True),
    "iconv_open": ('#include <iconv.h>\nint main(void) { return iconv_open("ISO-8859-15", "UTF-8") == (iconv_t)1; }', "certain", True),
    "dlopen": ('#include <dlfcn.h>\nint main(void) { return dlopen("libz.so.1", RTLD_NOW) == (void *)1; }', "certain", True),
    "dlmopen": ('#define _GNU_SOURCE\n#include <dlfcn.h>\nint main(void) { return dlmopen(LM_ID_BASE, "libz.so.1", RTLD_NOW) == (void *)1; }', "certain", True),
    "pointer": ('#include <dlfcn.h>\nvoid *(*volatile f)(const char *, int) = dlopen;\nint main(void) { return f("libz.so.1", RTLD_NOW) == (void *)1; }',
                "certain", True),
    "setlocale": ('#include <locale.h>\n#include <stdio.h>\n#include <wchar.h>\n'
                  'int main(void) { setlocale(LC_ALL, ""); return wprintf(L"%ls\\n", L"\\u00e4") == 99; }', "possible", None),
    "newlocale": ('#define _GNU_SOURCE\n#include <locale.h>\n#include <wchar.h>\n'
                  'int main(void) { locale_t l = newlocale(LC_ALL_MASK, "", 0); if (l) uselocale(l); return btowc(200) == 1; }', "possible", None),
    "gettext": ('#include <libintl.h>\n#include <locale.h>\n#include <stdio.h>\n'
                'int main(void) { setlocale(LC_ALL, ""); textdomain("coreutils"); return puts(gettext("write error")) < 0; }', "possible", None),
    "ccs": ('#include <stdio.h>\n#include <wchar.h>\nint main(void) { FILE *f = fopen("/etc/passwd", "r,ccs=ISO-8859-15"); return f && fgetwc(f) == 1; }',
            "possible", True),
}
DATABASES = ("passwd", "group", "initgroups", "shadow", "hosts", "services", "protocols", "networks", "netgroup")
LIBRARY = re.compile(r"\.so(\.[0-9][^/]*)?$")
CALL = re.compile(r"^(?P<pid>\d+)\s+(?:<\.\.\. )?(?P<call>\w+)(?P<rest>.*)$")
PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')


def compile_source(name, out, *flags, compiler="gcc"):
    """Builds one of SOURCES; False where that cannot be linked."""
    argv = [compiler, "-O2", "-w", "-x", "c", "-", "-o", out, *flags]
    done = subprocess.run(argv, input=SOURCES[name][0], text=True, capture_output=True, check=False)
    return done.returncode == 0


def strip(path):
    out = path + ".stripped"
    subprocess.run(["strip", "-s", "-o", out, path], check=True)
    return out


def private_world():
    """The command that runs another where /etc/nsswitch.conf asks a service that is not there first; None where that is not allowed."""
    prefix = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    if not os.path.exists("/etc/nsswitch.conf") or subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode != 0:
        return None
    return [*prefix, "sh", "-c", 'mount --bind "$0" /etc/nsswitch.conf && exec "$@"']


def became_another(call, rest):
    return call == "execve" and rest.rstrip().endswith("= 0")


def own_processes(calls):
    """The process of the first program, and those that it started; not what these start when they have become another program."""
    ours, others = {calls[0][0]}, set()
    for pid, call, rest in calls[1:]:
        if became_another(call, rest):
            others.add(pid)
        child = re.search(r"= (\d+)\s*$", rest) if call in ("clone", "clone3", "fork", "vfork") else None
        if child:
            (others if pid in others else ours).add(child[1])
    return ours


def opened_files(trace):
    """What the first program of a trace opened, or tried to; what others do that it runs does not count."""
    calls = [(found["pid"], found["call"], found["rest"]) for line in trace.splitlines() if (found := CALL.match(line))]
    while calls and not became_another(*calls[0][1:]):
        calls.pop(0)
    # A line of a child may come before the one that tells of its start, so the processes are known first.
    ours, gone, seen = own_processes(calls) if calls else set(), set(), set()
    for pid, call, rest in calls[1:]:
        if became_another(call, rest):
            gone.add(pid)
        elif pid in ours and pid not in gone and call in ("open", "openat") and (path := PATH.search(rest)):
            seen.add(path[1])
    return seen


def run(argv, world, env=None, timeout=30):
    """(libraries that it opened, /etc/nsswitch.conf was read) while it ran; None: it could not be run."""
    with tempfile.TemporaryDirectory(prefix="lw-static-") as folder:
        trace, conf = os.path.join(folder, "trace"), os.path.join(folder, "nsswitch.conf")
        with open(conf, "w", encoding="utf-8") as file:
            file.writelines(f"{name}: lwtest files\n" for name in DATABASES)
        call = ["strace", "-f", "-qq", "-o", trace, "-e", "trace=open,openat,execve,clone,clone3,fork,vfork", *argv]
        environment = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": folder, "LC_ALL": "C", **(env or {})}
        try:
            subprocess.run([*world, conf, *call] if world else call, env=environment, cwd=folder, stdin=subprocess.DEVNULL,
                           capture_output=True, timeout=timeout, check=False)
        except subprocess.TimeoutExpired:
            pass
        if not os.path.exists(trace):
            return None
        with open(trace, encoding="utf-8", errors="replace") as file:
            seen = opened_files(file.read())
        return sorted(path for path in seen if LIBRARY.search(path)), "/etc/nsswitch.conf" in seen


def claim(linkwright, path):
    """(none, possible, certain, not static or an error; the sentences)"""
    done = subprocess.run([linkwright, "check", "--claim", "static", "--rule", "LW401", "--format", "json", path], capture_output=True,
                          text=True, errors="replace", timeout=120, check=False)
    try:
        result = json.loads(done.stdout)["results"][0]
    except (ValueError, LookupError):
        return f"exit {done.returncode}: {done.stderr.strip()}", []
    if "error" in result:
        return "error: " + str(result["error"]), []
    levels = {"note": "possible", "warning": "certain", "error": "not static"}
    order = ["none", "possible", "certain", "not static"]
    worst = max((levels[f["level"]] for f in result["findings"]), key=order.index, default="none")
    return worst, [f["message"] for f in result["findings"]]


def needs(path):
    """The interpreter and the needed libraries, as readelf tells."""
    text = subprocess.run(["readelf", "-W", "-l", "-d", path], capture_output=True, text=True, errors="replace", check=False).stdout
    return re.findall(r"interpreter: ([^]]+)\]|\(NEEDED\).*\[([^]]+)\]", text)


def judge(claimed, path, opened, acts):
    """What is wrong with the claim, or None. acts: a run is known to load (True), or not told (None)."""
    if claimed not in ("none", "possible", "certain", "not static"):
        return claimed
    needed = [a or b for a, b in needs(path)]
    if (claimed == "not static") != bool(needed):
        return "readelf tells the other of static and dynamic"
    if claimed == "none" and opened:
        return "claimed to load nothing, and opened " + " ".join(opened[:3])
    if claimed == "certain" and acts and not opened:
        return "claimed to load for certain, and opened nothing"
    other = [name for name in needed if not re.search(r"ld-|libc\.musl", name)]
    return "ran as a dynamic program, and opened nothing" if claimed == "not static" and other and opened == [] else None


def have(tool):
    return shutil.which(tool) is not None
