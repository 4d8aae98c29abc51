# SPDX-License-Identifier: Apache-2.0
"""Programs that ask the loader while they run: dlsym, plug-ins, interposers, dladdr."""
from fuse_cases.kit import Case, lib, plug, prog

HEAD = (
    "#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <link.h>\n"
    "#include <pthread.h>\n")
LIB = """
int number = 5; __thread int local = 6; static int q(int a) { return a * 4; } static int (*r(void))(int) { return q; }
int four(int) __attribute__((ifunc("r"))); int plain(int a) { return a + number; } int *local_at(void) { return &local; } int *number_at(void) { return &number; }
"""
ASK = HEAD + """
int *local_at(void), *number_at(void), plain(int);
static void *work(void *h) {
	int *n = dlsym(h, "number"), *l = dlsym(h, "local"); int (*p)(int) = dlsym(h, "plain"), (*f)(int) = dlsym(h, "four");
	if (!n || !l || !p || !f) { puts("not found"); return 0; }
	(*l)++; printf("%d %d %d %d %d %d %d %d\\n", *n, *l, p(1), f(3), n == number_at(), l == local_at(), p == plain, dlsym(h, "nobody") == 0);
	return 0;
}
int main(void) { pthread_t t; work(HANDLE); work(HANDLE); pthread_create(&t, 0, work, HANDLE); pthread_join(t, 0); }
"""
OPEN = HEAD + """
static void *must(const char *path, int how) { void *h = dlopen(path, how); if (!h) { puts(dlerror()); exit(1); } return h; }
#define GET(h, name) ((int (*)(int))dlsym(h, name))
"""
STATE = "static int hidden; int state_add(int a) { return hidden += a; } int public_state = 30;\n"
NEXT = HEAD + "int step(int a) { int (*next)(int) = dlsym(RTLD_NEXT, \"step\"); return next ? next(a) * 2 : -999; }\n"
WHO = (
    HEAD +
    'int lib_mark(void) { return 3; } void lib_who(void) { Dl_info i; if (dladdr(lib_mark, &i)) printf("%s %s\\n", strstr(i.dli_fname, '
    '"libw") ? "libw" : "other", i.dli_sname); }\n')
PHDRS = HEAD + """static int one(struct dl_phdr_info *i, size_t n, void *c) { ++*(int *)c; return 0; }
int lib_objects(void) { int n = 0; dl_iterate_phdr(one, &n); return n; }
"""
MALLOC = """#include <stddef.h>
static char pool[1 << 20]; static size_t used; int calls;
void *malloc(size_t n) { void *p = pool + used; used += (n + 31) / 16 * 16; calls++; return p; }
void free(void *p) {} void *calloc(size_t a, size_t b) { return malloc(a * b); }
void *realloc(void *p, size_t n) { char *to = malloc(n), *from = p; for (size_t i = 0; from && i < n; i++) to[i] = from[i]; return to; }
int calls_made(void) { return calls; }
"""

CASES = [
    Case(
        "dlsym_default", (lib("liba.so", LIB), prog(ASK.replace("HANDLE", "RTLD_DEFAULT"))),
        says="5 6 6 12 1 1 1 1\n".replace("5 6", "5 7"), styles=("pie", "fixed", "pic", "lld")),
    Case(
        "dlsym_of_program", (lib("liba.so", LIB, "-Wl,--hash-style=gnu"), prog(ASK.replace("HANDLE", "dlopen(0, RTLD_NOW)"))),
        says="5 7 6 12 1 1 1 1\n", styles=("pie", "fixed")),
    Case(
        "dlsym_first_of_two",
        (
            lib("liba.so", "int which(void) { return 1; } int a_only(void) { return 4; }"),
            lib("libb.so", "int which(void) { return 2; } int b_only(void) { return 5; }"),
            prog(
                OPEN +
                'int main(void) { printf("%d %d %d\\n", GET(RTLD_DEFAULT, "which")(0), GET(RTLD_DEFAULT, "a_only")(0), '
                'GET(RTLD_DEFAULT, "b_only")(0)); }')),
        says="1 4 5\n"),
    Case(
        "dlopen_of_fused",
        (
            lib("libs.so.1", STATE),
            prog(
                OPEN +
                'int state_add(int); int main(void) { state_add(4); void *h = must("libs.so.1", RTLD_NOW); int p = GET(h, '
                '"state_add")(3); printf("%d %d\\n", p, state_add(0)); }')),
        says="7 7\n", refused=("dlopen", "libs.so.1"), either=True, styles=("pie", "fixed")),
    Case(
        "dlopen_of_fused_if_loaded",
        (
            lib("libs.so.1", STATE),
            prog(
                OPEN +
                'int state_add(int); int main(void) { state_add(4); void *h = dlopen("libs.so.1", RTLD_NOW | RTLD_NOLOAD); '
                'printf("%d\\n", h ? GET(h, "state_add")(3) : -1); }')),
        says="7\n", refused=("dlopen", "libs.so.1"), either=True, styles=("pie", "fixed")),
    Case(
        "dlopen_of_fused_by_library",
        (
            lib("libs.so.1", STATE),
            lib("libo.so", OPEN + 'int through(int a) { void *h = must("libs.so.1", RTLD_NOW); return GET(h, "state_add")(a); }'),
            prog(OPEN + 'int state_add(int), through(int); int main(void) { state_add(4); printf("%d\\n", through(5)); }')),
        says="9\n", refused=("dlopen", "libs.so.1"), either=True, styles=("pie",)),
    Case(
        "plugin_asks_program",
        (
            lib("libs.so.1", STATE),
            plug(
                "plug.so",
                "int state_add(int), of_program(int); extern int public_state; int plugged(int a) { return state_add(a) * 1000 + "
                "of_program(a) + public_state; }"),
            prog(
                OPEN +
                "int state_add(int); int of_program(int a) { return a * 100; } int main(void) { state_add(4); void *h = "
                'must("plug/plug.so", RTLD_NOW); int p = GET(h, "plugged")(3); printf("%d %d\\n", p, state_add(0)); }',
                "-rdynamic")),
        says="7330 7\n", styles=("pie", "fixed", "lld", "lldfixed")),
    Case(
        "plugin_needs_fused",
        (
            lib("libs.so.1", STATE),
            plug(
                "plug.so", "int state_add(int); extern int public_state; int plugged(int a) { public_state++; return state_add(a); }",
                needs=("libs.so.1",)),
            prog(
                OPEN +
                'int state_add(int); extern int public_state; int main(void) { state_add(4); void *h = must("plug/plug.so", RTLD_NOW); '
                'int p = GET(h, "plugged")(3); printf("%d %d %d\\n", p, state_add(0), public_state); }')),
        says="7 7 31\n", styles=("pie", "fixed", "lld")),
    Case(
        "plugin_needs_two_fused",
        (
            lib("libs.so.1", STATE),
            lib("libt.so.2", "int state_add(int); int t_add(int a) { return state_add(a * 2); }", needs=("libs.so.1",)),
            plug(
                "plug.so", "int state_add(int), t_add(int); int plugged(int a) { return t_add(a) + state_add(0); }",
                needs=("libt.so.2", "libs.so.1")),
            prog(
                OPEN +
                'int t_add(int); int main(void) { t_add(4); void *h = must("plug/plug.so", RTLD_LAZY | RTLD_LOCAL); int p = GET(h, '
                '"plugged")(3); printf("%d %d\\n", p, t_add(0)); dlclose(h); }')),
        says="28 14\n", styles=("pie", "fixed")),
    Case(
        "plugin_has_its_own",
        (
            lib("libs.so.1", STATE),
            plug(
                "plug.so", "static int mine; int state_add(int a) { return mine += a * 1000; } int plugged(int a) { return state_add(a); }",
                "-Wl,-Bsymbolic"),
            prog(
                OPEN +
                'int state_add(int); int main(void) { state_add(4); void *h = must("plug/plug.so", RTLD_NOW); int p = GET(h, '
                '"plugged")(3); printf("%d %d\\n", p, state_add(0)); }')),
        says="3000 4\n", styles=("pie", "fixed")),
    Case(
        "plugin_found_by_fused_library",
        (
            lib(
                "libs.so.1",
                OPEN +
                'int through(int a) { void *h = must("libplug.so", RTLD_NOW); return GET(h, "plugged")(a); } int helper(int a) { return '
                "a * 3; }",
                "-Wl,-rpath,$ORIGIN/../plug"),
            plug("libplug.so", "int helper(int); int plugged(int a) { return helper(a) + 1; }"),
            prog('#include <stdio.h>\nint through(int); int main(void) { printf("%d\\n", through(5)); }')),
        says="16\n", styles=("pie", "fixed"), refused=(("dlopen", "RUNPATH", "runpath"),), either=True, x86=True),
    Case(
        "next_of_fused",
        (
            lib("liba.so", NEXT), lib("libb.so", "int step(int a) { return a + 1; }"),
            prog(OPEN + 'int step(int); int main(void) { printf("%d\\n", step(20)); }')),
        says="42\n", refused=(("RTLD_NEXT", "dlsym"), ("step", "liba.so")), either=True, styles=("pie", "fixed")),
    Case(
        "next_in_outside",
        (
            lib(
                "liba.so",
                HEAD +
                'int puts(const char *s) { int (*next)(const char *) = dlsym(RTLD_NEXT, "puts"); char b[99]; snprintf(b, sizeof b, '
                '"<%s>", s); return next(b); }'),
            prog('#include <stdio.h>\nint main(void) { puts("hello"); }')),
        says="<hello>\n", refused=(("RTLD_NEXT", "dlsym"),), either=True, styles=("pie", "fixed")),
    Case(
        "next_from_program",
        (
            lib("liba.so", "int step(int a) { return a + 1; } int lib_step(int a) { return step(a); }"),
            prog(NEXT + 'int lib_step(int); int main(void) { printf("%d\\n", lib_step(20)); }', "-rdynamic")),
        says="42\n", refused=(("RTLD_NEXT", "dlsym"),), either=True, styles=("pie", "fixed")),
    Case(
        "own_malloc",
        (
            lib("liba.so", MALLOC),
            prog(
                OPEN +
                'int calls_made(void); int main(void) { int n = calls_made(); char *s = strdup("copied by libc"); printf("%s %d\\n", s, '
                "calls_made() > n); }")),
        says="copied by libc 1\n"),
    Case(
        "dladdr_in_library", (lib("libw.so", WHO), prog("void lib_who(void); int main(void) { lib_who(); }")), says="libw lib_mark\n",
        refused=("dladdr",), warned=("dladdr",), styles=("pie",)),
    Case(
        "dl_iterate_phdr_in_library",
        (
            lib("libw.so", PHDRS),
            prog('#include <stdio.h>\nint lib_objects(void); int main(void) { printf("%d objects\\n", lib_objects()); }')),
        says=" objects\n", refused=("dl_iterate_phdr",), warned=("dl_iterate_phdr",), styles=("pie",)),
    Case(
        "closed_and_opened",
        (
            lib("libs.so.1", STATE),
            plug(
                "plug.so",
                '#include <stdio.h>\nint state_add(int); static int n; __attribute__((destructor)) static void end(void) { printf("bye '
                '%d\\n", n); } int plugged(int a) { return ++n * 1000 + state_add(a); }'),
            prog(
                OPEN +
                'int state_add(int); int main(void) { for (int i = 0; i < 3; i++) { void *h = must("plug/plug.so", RTLD_NOW); '
                'printf("%d\\n", GET(h, "plugged")(2)); dlclose(h); } printf("%d\\n", state_add(0)); }')),
        says="1002\nbye 1\n1004\nbye 1\n1006\nbye 1\n6\n", styles=("pie", "fixed")),
]
