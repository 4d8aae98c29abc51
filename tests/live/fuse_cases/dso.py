# SPDX-License-Identifier: Apache-2.0
"""Shared objects as targets: an extension module with its private libraries, or with visible ones."""
from fuse_cases.kit import Case, keep, lib, plug, prog

# A host like an interpreter: loads extension modules by path with RTLD_LOCAL, calls their one entry, and may unload them.
HOST = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <pthread.h>
int host_api(int a) { return a + 1; }
static void *handles[8]; static int n;
static void *work(void *f) { printf("thread %d\n", ((int (*)(int))f)(2)); return 0; }
int main(int argc, char **argv) {
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "close")) { n--; printf("close %d\n", dlclose(handles[n])); continue; }
		if (!strncmp(argv[i], "sym:", 4)) { int (*f)(int) = dlsym(handles[n - 1], argv[i] + 4); printf("%s %d\n", argv[i], f ? f(1) : -1); continue; }
		if (!strcmp(argv[i], "thread")) { pthread_t t; pthread_create(&t, 0, work, dlsym(handles[n - 1], "ext_run")); pthread_join(t, 0); continue; }
		int global = argv[i][0] == '+';
		void *h = dlopen(argv[i] + global, RTLD_NOW | (global ? RTLD_GLOBAL : RTLD_LOCAL));
		if (!h) { puts(dlerror()); return 1; }
		handles[n++] = h;
		int (*f)(int) = dlsym(h, "ext_run");
		printf("%s %d\n", argv[i], f(10)); printf("%s %d\n", argv[i], f(20));
	}
	puts("end");
}
"""
HOST_PART = prog(HOST, "-rdynamic", needs=())
STATE = (
    "static int hidden; int solver_shared = FIRST; int solver_add(int a) { solver_shared++; return hidden += a; } const char "
    '*solver_version(void) { return "VERSION"; }\n')
EXT = (
    "#include <stdio.h>\nint host_api(int); int solver_add(int); extern int solver_shared; const char *solver_version(void);\n"
    'int ext_run(int a) { printf("%s %d ", solver_version(), solver_shared); return host_api(solver_add(a)); }\n')
OLD = STATE.replace("FIRST", "100").replace("VERSION", "1.0")
NEW = STATE.replace("FIRST", "200").replace("VERSION", "2.0")
WEAK = "__attribute__((weak)) int weak_twice(int a) { return a * 2; } "
STYLES = ("pie", "lld")
DSO = dict(target="plug/ext.so", styles=STYLES)
TLS = (
    "#include <pthread.h>\n__thread int counted = 3; static __thread long wide[5] __attribute__((aligned(32))) = {1, 2}; int count(int a) "
    "{ counted += a; wide[1] += a; return counted * 100 + (int)wide[1] + (int)((unsigned long)wide % 32); }\n")
TELL = (
    '#include <stdio.h>\n__attribute__((constructor)) static void begin(int argc, char **argv) { printf("+NAME %d\\n", argc > 1); }\n'
    '__attribute__((destructor)) static void end(void) { puts("-NAME"); }\n')


def start(*words):
    return ("bin/prog", *words)


def ext(text, *options, **more):
    return plug("ext.so", text, *options, **more)


CASES = [
    Case(
        "dso_private", (HOST_PART, lib("libsolver.so.1", OLD), ext(EXT, needs=("libsolver.so.1",))), start=start("plug/ext.so"),
        says="1.0 100 plug/ext.so 11\n1.0 101 plug/ext.so 31\nend\n", **DSO),
    Case(
        "dso_two_solvers",
        (
            HOST_PART, lib("libsolver.so.1", OLD), keep("libsolver.so.2", NEW), plug("other.so", EXT, needs=("libsolver.so.2",)),
            ext(EXT, needs=("libsolver.so.1",))),
        start=start("plug/ext.so", "plug/other.so"), says="2.0 200 plug/other.so 11\n", ways=("own",), **DSO),
    # The host brings a solver of its own into everyone's sight: unfused, the extension gets that; fused, its own.
    Case(
        "dso_solver_of_host",
        (
            keep("libsolver.so.2", NEW),
            prog(HOST + "int solver_add(int); int keep_it(void) { return solver_add(0); }", "-rdynamic", needs=("libsolver.so.2",)),
            lib("libsolver.so.1", OLD), ext(EXT, needs=("libsolver.so.1",))),
        start=start("plug/ext.so"), says="2.0 200 plug/ext.so 11\n", fused_says="1.0 100 plug/ext.so 11\n1.0 101 plug/ext.so 31\nend\n",
        ways=("own",), **DSO),
    Case(
        "dso_global_plugin_in_front",
        (
            HOST_PART, lib("libsolver.so.1", OLD), keep("libsolver.so.2", NEW), plug("other.so", EXT, needs=("libsolver.so.2",)),
            ext(EXT, needs=("libsolver.so.1",))),
        start=start("+plug/other.so", "plug/ext.so"), says="2.0 202 plug/ext.so ",
        fused_says="2.0 200 +plug/other.so 11\n2.0 201 +plug/other.so 31\n1.0 100 plug/ext.so 11\n1.0 101 plug/ext.so 31\nend\n",
        ways=("own",), **DSO),
    Case(
        "dso_nothing_seen_of_private", (HOST_PART, lib("libsolver.so.1", OLD), ext(EXT, needs=("libsolver.so.1",))),
        start=start("plug/ext.so", "sym:solver_add"), says="sym:solver_add 31\n", ways=("own",),
        fused_says="1.0 100 plug/ext.so 11\n1.0 101 plug/ext.so 31\nsym:solver_add -1\nend\n", **DSO),
    Case(
        "dso_visible", (HOST_PART, lib("libsolver.so.1", OLD), ext(EXT, needs=("libsolver.so.1",))),
        start=start("plug/ext.so", "sym:solver_add"), says="sym:solver_add 31\n", ways=("export",), **DSO),
    Case(
        "dso_visible_to_plugin", (HOST_PART, lib("libsolver.so.1", OLD), ext(EXT, needs=("libsolver.so.1",)), plug("second.so", EXT)),
        start=start("+plug/ext.so", "plug/second.so"), says="1.0 102 plug/second.so 41\n", ways=("export",), **DSO),
    # What nobody has: the loader says so when it has to have it at once, and not where it is only bound when it is called.
    Case(
        "dso_missing_variable",
        (
            HOST_PART, lib("libsolver.so.1", OLD),
            ext(
                "int solver_add(int); extern int nobody_has_it; int ext_run(int a) { return solver_add(a) + nobody_has_it; }",
                needs=("libsolver.so.1",))),
        start=start("plug/ext.so"), says="plug/ext.so: undefined symbol: nobody_has_it\n", status=1, **DSO),
    Case(
        "dso_missing_thread_local",
        (
            HOST_PART, lib("libsolver.so.1", OLD),
            ext(
                "int solver_add(int); extern __thread int nobody_has_it; int ext_run(int a) { return solver_add(a) + nobody_has_it; }",
                needs=("libsolver.so.1",))),
        start=start("plug/ext.so"), says="plug/ext.so: undefined symbol: nobody_has_it\n", status=1, **DSO),
    Case(
        "dso_missing_function_now",
        (
            prog(HOST.replace("RTLD_NOW", "RTLD_LAZY"), "-rdynamic", needs=()), lib("libsolver.so.1", OLD),
            ext(
                "int solver_add(int); int nobody_has_it(void); int ext_run(int a) { return solver_add(a) + (a > 99 ? nobody_has_it() : 0); }",
                "-Wl,-z,now", needs=("libsolver.so.1",))),
        start=start("plug/ext.so"), says="plug/ext.so: undefined symbol: nobody_has_it\n", status=1, **DSO),
    Case(
        "dso_missing_function_lazy",
        (
            prog(HOST.replace("RTLD_NOW", "RTLD_LAZY"), "-rdynamic", needs=()), lib("libsolver.so.1", OLD),
            ext(
                "int solver_add(int); int nobody_has_it(void); int ext_run(int a) { return solver_add(a) + (a > 99 ? nobody_has_it() : 0); }",
                "-Wl,-z,lazy", needs=("libsolver.so.1",))),
        start=start("plug/ext.so"), says="plug/ext.so 10\nplug/ext.so 30\nend\n", **DSO),
    Case(
        "dso_thread_local",
        (HOST_PART, lib("libt.so", TLS), ext("int count(int); int ext_run(int a) { return count(a); }", needs=("libt.so",))),
        start=start("plug/ext.so", "thread", "sym:ext_run"), says="thread 504\n", **DSO),
    Case(
        "dso_thread_local_both",
        (
            HOST_PART, lib("libt.so", TLS),
            ext(
                "int count(int); extern __thread int counted; static __thread char own[3] = {1, 2, 3}; int ext_run(int a) { own[1]++; "
                "return count(a) + own[1] + counted; }",
                needs=("libt.so",))),
        start=start("plug/ext.so", "thread"), says="thread 512\n", **DSO),
    Case(
        "dso_thread_local_initial_exec",
        (
            HOST_PART, lib("libt.so", TLS, "-ftls-model=initial-exec"),
            ext("int count(int); int ext_run(int a) { return count(a); }", needs=("libt.so",))),
        start=start("plug/ext.so", "thread"), says="thread 504\n", **DSO),
    Case(
        "dso_thread_local_descriptors",
        (
            HOST_PART, lib("libt.so", TLS, "-mtls-dialect=gnu2"),
            ext("int count(int); int ext_run(int a) { return count(a); }", "-mtls-dialect=gnu2", needs=("libt.so",))),
        start=start("plug/ext.so", "thread"), says="thread 504\n", target="plug/ext.so", styles=("pie",)),
    Case(
        "dso_constructors",
        (
            HOST_PART, lib("libb.so", TELL.replace("NAME", "b")),
            lib("liba.so", TELL.replace("NAME", "a") + "int deep(int a) { return a; }", needs=("libb.so",)),
            ext(TELL.replace("NAME", "ext") + "int deep(int); int ext_run(int a) { return deep(a); }", needs=("liba.so",))),
        start=start("plug/ext.so", "close", "plug/ext.so"),
        says="+b 1\n+a 1\n+ext 1\nplug/ext.so 10\nplug/ext.so 20\n-ext\n-a\n-b\nclose 0\n+b 1\n", **DSO),
    Case(
        "dso_state_after_closing", (HOST_PART, lib("libsolver.so.1", OLD), ext(EXT, needs=("libsolver.so.1",))),
        start=start("plug/ext.so", "close", "plug/ext.so"), says="close 0\n1.0 100 plug/ext.so 11\n", **DSO),
    Case(
        "dso_indirect_functions",
        (
            HOST_PART,
            lib(
                "libi.so",
                "static int q(int a) { return a * 3; } static int (*r(void))(int) { return q; } int thrice(int) "
                '__attribute__((ifunc("r"))); int (*const held[])(int) = {thrice};'),
            ext(
                "int thrice(int); extern int (*const held[])(int); int ext_run(int a) { return thrice(a) + (held[0] == thrice) * 1000; }",
                needs=("libi.so",))),
        start=start("plug/ext.so"), says="plug/ext.so 1060\n", **DSO),
    Case(
        "dso_linked",
        (
            lib("libinner.so", OLD),
            keep("libouter.so", "int solver_add(int); int outer(int a) { return solver_add(a) * 2; }", needs=("libinner.so",)),
            prog('#include <stdio.h>\nint outer(int); int main(void) { outer(4); printf("%d\\n", outer(1)); }', needs=("libouter.so",))),
        target="keep/libouter.so", says="10\n", styles=("pie", "fixed", "lld")),
    Case(
        "dso_versions",
        (
            HOST_PART, lib("libsolver.so.1", OLD, "-Wl,--version-script=@v1"),
            ext(EXT, "-Wl,--version-script=@ext", needs=("libsolver.so.1",))),
        start=start("plug/ext.so"), says="1.0 101 plug/ext.so 31\n", premise={"plug/ext.so": ("solver_add@V1", "ext_run@@EXT_1")}, **DSO),
    Case(
        "dso_protected_and_pointers",
        (
            HOST_PART,
            lib(
                "liba.so",
                '__attribute__((visibility("protected"))) int inner(int a) { return a; } int (*at(void))(int) { return inner; } int '
                "weak_one(void) __attribute__((weak)); int has(void) { return weak_one != 0; }"),
            ext(
                "int inner(int), has(void); int (*at(void))(int); int ext_run(int a) { return inner(a) + 100 * (at() == inner) + 1000 * "
                "has(); }",
                needs=("liba.so",))),
        start=start("plug/ext.so"), says="plug/ext.so 110\n", **DSO),
    Case(
        "dso_atexit",
        (
            HOST_PART,
            lib(
                "liba.so",
                '#include <stdio.h>\n#include <stdlib.h>\nstatic void bye(void) { puts("bye from library"); } int reg(int a) { if (a == '
                "10) atexit(bye); return a; }"),
            ext("int reg(int); int ext_run(int a) { return reg(a); }", needs=("liba.so",))),
        start=start("plug/ext.so", "close"), says="bye from library\nclose 0\n", **DSO),
    Case(
        "dso_exceptions",
        (
            HOST_PART,
            lib(
                "liba.so", '#include <stdexcept>\n#include <string>\nvoid deep(int a) { throw std::runtime_error(std::string(a, \'x\')); }',
                cxx=True),
            ext(
                '#include <stdexcept>\n#include <cstring>\nvoid deep(int); extern "C" int ext_run(int a) { try { deep(a); } catch '
                "(std::exception &e) { return std::strlen(e.what()) + 100; } return 0; }",
                cxx=True, needs=("liba.so",))),
        start=start("plug/ext.so"), says="plug/ext.so 120\n", **DSO),
    Case(
        "dso_static_unique",
        (
            HOST_PART,
            lib(
                "liba.so",
                "template <class T> struct c { static int n; }; template <class T> int c<T>::n = 50; int *a_at() { return &c<int>::n; }",
                cxx=True),
            ext(
                'template <class T> struct c { static int n; }; template <class T> int c<T>::n = 50; int *a_at(); extern "C" int '
                "ext_run(int a) { c<int>::n += a; return *a_at() + 1000 * (a_at() == &c<int>::n); }",
                cxx=True, needs=("liba.so",))),
        start=start("plug/ext.so"), says="plug/ext.so 1080\n", **DSO),
    Case(
        "dso_thread_local_destructors",
        (
            HOST_PART,
            lib(
                "liba.so",
                '#include <cstdio>\nstruct t { int v = 1; ~t() { std::printf("gone %d\\n", v); } }; thread_local t here; int touch(int '
                "a) { return here.v += a; }",
                cxx=True),
            ext('int touch(int); extern "C" int ext_run(int a) { return touch(a); }', cxx=True, needs=("liba.so",))),
        start=start("plug/ext.so", "thread"), says="thread 3\n", **DSO),
    Case(
        "dso_closure_refused",
        (
            HOST_PART, lib("libinner.so", OLD),
            keep("libouter.so", "int solver_add(int); int outer(int a) { return solver_add(a) * 2; }", needs=("libinner.so",)),
            ext(
                "int solver_add(int), outer(int); int ext_run(int a) { int first = solver_add(a); return first + outer(a); }",
                needs=("libinner.so", "libouter.so"))),
        start=start("plug/ext.so"), says="plug/ext.so 50\n", refused=("libinner.so", "libouter.so"), **DSO),
    # As libstdc++ and a library that has instances of its templates: the one outside calls by name what it has itself.
    Case(
        "dso_weak_twice",
        (
            HOST_PART, keep("libk.so", WEAK + "int k_call(int a) { return weak_twice(a) + 1; }"),
            lib("libl.so", WEAK + "int k_call(int); int l_call(int a) { return k_call(a) * 100 + weak_twice(a); }", needs=("libk.so",)),
            ext("int l_call(int); int ext_run(int a) { return l_call(a); }", needs=("libl.so",))),
        start=start("plug/ext.so"), says="plug/ext.so 2120\n", ways=("own",), **DSO),
    Case(
        "dso_weak_twice_told",
        (
            HOST_PART, keep("libk.so", WEAK + "int k_call(int a) { return weak_twice(a) + 1; }"),
            lib("libl.so", WEAK + "int k_call(int); int l_call(int a) { return k_call(a) * 100 + weak_twice(a); }", needs=("libk.so",)),
            ext("int l_call(int); int ext_run(int a) { return l_call(a); }", needs=("libl.so",))),
        start=start("plug/ext.so"), says="plug/ext.so 2120\n", ways=("own",), warned=("fuse-twice", "weak_twice"), **DSO),
    Case(
        "dso_strong_twice",
        (
            HOST_PART, keep("libk.so", "int weak_twice(int a) { return a; } int k_call(int a) { return weak_twice(a) + 1; }"),
            lib("libl.so", "int weak_twice(int a) { return a * 2; } int k_call(int); int l_call(int a) { return k_call(a); }", needs=("libk.so",)),
            ext("int l_call(int); int ext_run(int a) { return l_call(a); }", needs=("libl.so",))),
        start=start("plug/ext.so"), says="plug/ext.so 21\n", ways=("own",), refused=("fuse-closure", "weak_twice"), **DSO),
    Case(
        "dso_not_fixed", (HOST_PART, lib("libsolver.so.1", OLD), ext(EXT, needs=("libsolver.so.1",))), start=start("plug/ext.so"),
        says="1.0 100", refused=("fixed",), ways=("ownfixed",), **DSO),
]
