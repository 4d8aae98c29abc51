# SPDX-License-Identifier: Apache-2.0
"""Thread-local storage: every model, alignments, templates with pointers, threads."""
from fuse_cases.kit import SHOWN, Case, keep, lib, plug, prog

HEAD = "#include <stdio.h>\n#include <stdint.h>\n#include <pthread.h>\n#include <string.h>\n"
THREADS = HEAD + r"""
int step(int by);
__thread int mine = 5;
static void *work(void *by) { for (int i = 0; i < 1000; i++) step((int)(intptr_t)by), mine += 1; return (void *)(intptr_t)(step(0) * 10000 + mine); }
int main(void) {
	pthread_t t[4]; void *got;
	step(3); mine += 100;
	for (intptr_t i = 0; i < 4; i++) pthread_create(&t[i], 0, work, (void *)(i + 1));
	for (int i = 0; i < 4; i++) pthread_join(t[i], &got), printf("thread %d: %ld\n", i, (long)(intptr_t)got);
	printf("main: %d %d\n", step(0), mine);
}
"""
SAYS = "thread 3: 40071005\nmain: 10 105\n"
STEP = "__thread int state = 7; int step(int by) { return state += by; }\n"
STEP_STATIC = "static __thread int state = 7, other = 1; int step(int by) { other += by; return state += by; }\n"
DTPMOD, TPOFF, DESC = r"DTPMOD", r"TPOFF64|TLS_TPREL", r"TLSDESC"

ALIGN_LIB = HEAD + r"""
__thread char first = 1;
__thread struct { long a[8]; } wide __attribute__((aligned(64))) = {{11, 12}};
__thread short last = 3;
__attribute__((noinline)) static int off(void *p, int by) { return (uintptr_t)p % by; }
void lib_show(void) { printf("lib %d %ld %ld %d at %d\n", first, wide.a[0], wide.a[1], last, off(&wide, 64)); wide.a[1]++; last++; }
"""
ALIGN_PROG = HEAD + r"""
void lib_show(void);
static __thread char one = 9;
%s
static __thread char zero[37];
static void *work(void *none) { show(); lib_show(); lib_show(); return 0; }
int main(void) {
	pthread_t t;
	zero[36] = 4; show(); lib_show();
	pthread_create(&t, 0, work, 0); pthread_join(t, 0);
	show(); lib_show();
}
"""
ALIGNED = """static __thread struct { int v[5]; } mine __attribute__((aligned(%d))) = {{%d, 22, 23}};
__attribute__((noinline)) static int off(void *p, int by) { return (uintptr_t)p %% by; }
static void show(void) { printf("prog %%d %%d %%d at %%d\\n", one, mine.v[0], mine.v[2], off(&mine, %d)); mine.v[2]++; }
"""
SMALL = 'static void show(void) { printf("prog %d\\n", one); one++; }\n'

POINTERS_LIB = HEAD + r"""
int numbers[4] = {1, 2, 3, 4};
static int answer(void) { return 42; }
extern int outer;
__thread int *number = &numbers[2];
__thread const char *text = "template";
__thread int (*function)(void) = answer;
__thread int *elsewhere = &outer;
static __thread struct { char pad[3]; void *self; } odd = {"ab", &numbers[1]};
void lib_show(void) { printf("%d %s %d %d %d\n", *number, text, function(), *elsewhere, *(int *)odd.self); number = &numbers[3]; }
"""
POINTERS_PROG = HEAD + r"""
void lib_show(void);
extern int numbers[4];
int outer = 77;
__thread int *into = &numbers[3];
static __thread const char *words[3] = {"x", "y", "z"};
static void *work(void *none) { printf("%d %s\n", *into, words[2]); lib_show(); lib_show(); return 0; }
int main(void) { pthread_t t; work(0); pthread_create(&t, 0, work, 0); pthread_join(t, 0); return 0; }
"""


def many():
    out, calls, decl = [], "", ""
    for i in range(8):
        size, align = (i * 37) % 90 + 1, 1 << i % 7
        out.append(lib(f"libm{i}.so", HEAD + f"""
__thread char block{i}[{size}] __attribute__((aligned({align}))) = "m{i}";
static __thread long zero{i}[{i + 1}];
__attribute__((noinline)) static int off(void *p) {{ return (uintptr_t)p % {align}; }}
void show{i}(void) {{ zero{i}[{i}]++; printf("%s %ld %d\\n", block{i}, zero{i}[{i}], off(block{i})); block{i}[0]++; }}
"""))
        decl += f"void show{i}(void);\n"
        calls += f"show{i}();"
    body = f"{decl}static void *work(void *n) {{ {calls} {calls} return 0; }}\n" \
        "int main(void) { pthread_t t; work(0); pthread_create(&t, 0, work, 0); pthread_join(t, 0); work(0); }\n"
    return Case("tls_many_libraries", (*out, prog(HEAD + body)), says="p7 4 0\n")


CASES = [
    Case(
        "tls_general_dynamic", (lib("libt.so.1", STEP), prog(THREADS)), says=SAYS, styles=("pie", "fixed", "lld", "gold"),
        premise={"lib/libt.so.1": (f"{DTPMOD}|{DESC}",)}),
    Case(
        "tls_local_dynamic", (lib("libt.so.1", STEP_STATIC, "-ftls-model=local-dynamic"), prog(THREADS)), says=SAYS,
        premise={"lib/libt.so.1": (f"{DTPMOD}|{DESC}",)}),
    Case(
        "tls_traditional", (lib("libt.so.1", STEP, "-mtls-dialect=gnu"), prog(THREADS)), says=SAYS, styles=("pie", "fixed"),
        premise={"lib/libt.so.1": (DTPMOD,)}),
    Case(
        "tls_traditional_static", (lib("libt.so.1", STEP_STATIC, "-mtls-dialect=gnu"), prog(THREADS)), says=SAYS, styles=("pie", "fixed"),
        premise={"lib/libt.so.1": (DTPMOD,)}),
    Case(
        "tls_initial_exec", (lib("libt.so.1", STEP, "-ftls-model=initial-exec"), prog(THREADS)), says=SAYS,
        premise={"lib/libt.so.1": (TPOFF,)}),
    Case(
        "tls_initial_exec_static", (lib("libt.so.1", STEP_STATIC, "-ftls-model=initial-exec"), prog(THREADS)), says=SAYS,
        premise={"lib/libt.so.1": (TPOFF,)}),
    Case(
        "tls_descriptors", (lib("libt.so.1", STEP, "-mtls-dialect=gnu2"), prog(THREADS)), says=SAYS, styles=("pie", "fixed", "gold"),
        premise={"lib/libt.so.1": (DESC,)}),
    Case(
        "tls_descriptors_static", (lib("libt.so.1", STEP_STATIC, "-mtls-dialect=gnu2"), prog(THREADS, "-mtls-dialect=gnu2")), says=SAYS,
        styles=("pie", "fixed", "gcclld"), premise={"lib/libt.so.1": (DESC,)}),
    Case(
        "tls_descriptors_now", (lib("libt.so.1", STEP, "-mtls-dialect=gnu2", "-Wl,-z,now"), prog(THREADS)), says=SAYS,
        styles=("pie", "fixed"), premise={"lib/libt.so.1": (DESC,)}),
    Case(
        "tls_hidden",
        (
            lib(
                "libt.so.1", "__attribute__((visibility(\"hidden\"))) __thread int state = 7; int step(int by) { return state += by; }",
                "-O0"),
            prog(THREADS)),
        says=SAYS),
    Case(
        "tls_protected",
        (
            lib("libt.so.1", "__attribute__((visibility(\"protected\"))) __thread int state = 7; int step(int by) { return state += by; }"),
            prog(THREADS)),
        says=SAYS, misread=(SHOWN,)),
    Case(
        "tls_local_exec_aligned", (lib("liba.so", ALIGN_LIB), prog(ALIGN_PROG % (ALIGNED % (64, 21, 64)))),
        says="prog 9 21 24 at 0\nlib 1 11 13 4 at 0\n", styles=("pie", "fixed", "lld", "lldfixed")),
    Case(
        "tls_local_exec_small", (lib("liba.so", ALIGN_LIB), prog(ALIGN_PROG % SMALL)), says="prog 10\nlib 1 11 13 4 at 0\n",
        styles=("pie", "fixed", "lld", "lldfixed")),
    Case(
        "tls_program_wider", (lib("liba.so", ALIGN_LIB.replace("64", "16")), prog(ALIGN_PROG % (ALIGNED % (256, 31, 256)))),
        says="prog 9 31 24 at 0\n"),
    Case(
        "tls_pointers_in_template", (lib("libp.so", POINTERS_LIB), prog(POINTERS_PROG)),
        says="4 z\n3 template 42 77 2\n4 template 42 77 2\n", styles=("pie", "fixed", "pic", "lld"), premise={"lib/libp.so": (r"\.tdata",)}),
    Case(
        "tls_initial_exec_across",
        (
            lib("liba.so.1", "__thread int shared_count[3] = {1, 2, 3}; int get(int i) { return shared_count[i]; }"),
            lib(
                "libb.so.1",
                'extern __thread int shared_count[3] __attribute__((tls_model("initial-exec"))); void add(int i) { shared_count[i] += '
                "10; }",
                needs=("liba.so.1",)),
            prog(
                HEAD +
                "extern __thread int shared_count[3]; int get(int); void add(int);\n"
                'static void *work(void *n) { add(2); shared_count[1] += 5; printf("%d %d %d\\n", get(0), get(1), get(2)); return 0; }\n'
                "int main(void) { pthread_t t; work(0); work(0); pthread_create(&t, 0, work, 0); pthread_join(t, 0); }\n")),
        says="1 12 23\n1 7 13\n", styles=("pie", "fixed", "pic", "lld"), premise={"lib/libb.so.1": (TPOFF,), "bin/prog": (TPOFF,)}),
    Case(
        "tls_element_addresses",
        (
            lib("liba.so.1", "__thread long row[16] = {[3] = 33, [9] = 99}; __thread char pad[5] = \"pad\";"),
            lib(
                "libb.so.1", "extern __thread long row[16]; long *ninth(void) { return &row[9]; } long third(void) { return row[3]; }",
                needs=("liba.so.1",)),
            prog(
                HEAD +
                "extern __thread long row[16]; extern __thread char pad[5]; long *ninth(void); long third(void);\n"
                'int main(void) { printf("%ld %ld %d %s\\n", *ninth(), third(), ninth() == &row[9], pad); }\n')),
        says="99 33 1 pad\n"),
    Case(
        "tls_big_zeros",
        (
            lib(
                "libz.so",
                HEAD +
                "static __thread char zeros[300000]; long fill(int v) { long s = 0; for (int i = 0; i < 300000; i++) s += zeros[i] += "
                "v; return s; }"),
            prog(
                HEAD +
                'long fill(int); static __thread int a = 3; static void *work(void *n) { printf("%ld %d\\n", fill(2), a++); return 0; '
                "}\nint main(void) { pthread_t t; work(0); pthread_create(&t, 0, work, 0); pthread_join(t, 0); work(0); }\n")),
        says="600000 3\n600000 3\n1200000 4\n"),
    Case(
        "tls_interposed",
        (
            lib("libt.so.1", "__thread int state = 7; int step(int by) { return state += by; }"),
            prog(HEAD + "__thread int state = 1000; int step(int); int main(void) { step(5); printf(\"%d\\n\", state); }\n")),
        says="1005\n", styles=("pie", "fixed", "lld")),
    Case(
        "tls_in_constructor",
        (
            lib(
                "libt.so.1",
                HEAD +
                "__thread int set; static volatile __thread int local = 4; __attribute__((constructor)) static void begin(void) { set = "
                "12; local *= 5; }\nint local_is(void) { return local; }"),
            prog(
                HEAD +
                'extern __thread int set; int local_is(void); static void *work(void *n) { printf("%d %d\\n", set, local_is()); return '
                "0; }\nint main(void) { pthread_t t; work(0); pthread_create(&t, 0, work, 0); pthread_join(t, 0); }\n")),
        says="12 20\n0 4\n"),
    Case(
        "tls_plugin_outside",
        (
            lib("libt.so.1", STEP),
            plug(
                "plug.so",
                HEAD + "extern __thread int state; static __thread int own = 2; int plugged(void) { own *= 2; return state * 100 + own; }"),
            prog(
                HEAD +
                '#include <dlfcn.h>\nint step(int); static int (*f)(void); static void *work(void *n) { step(1); printf("%d\\n", f()); '
                'return 0; }\nint main(void) { pthread_t t; f = dlsym(dlopen("plug/plug.so", RTLD_NOW), "plugged"); step(2); work(0); '
                "pthread_create(&t, 0, work, 0);\npthread_join(t, 0); work(0); }\n")),
        says="1004\n804\n1108\n"),
    Case(
        "tls_outside_library",
        (
            keep("libk.so.1", "__thread int kept = 50; int *kept_at(void) { return &kept; }"),
            lib(
                "libt.so.1", "extern __thread int kept; __thread int state = 7; int step(int by) { kept += by; return state += by; }",
                needs=("libk.so.1",)),
            prog(
                HEAD +
                'extern __thread int kept __attribute__((tls_model("initial-exec"))); int step(int); int *kept_at(void); static '
                '__thread int m = 8;\nstatic void *work(void *n) { m++; int s = step(m); printf("%d %d %d %d\\n", s, kept, *kept_at(), '
                "&kept == kept_at()); return 0; }\nint main(void) { pthread_t t; work(0); pthread_create(&t, 0, work, 0); "
                "pthread_join(t, 0); }\n")),
        says="16 59 59 1\n16 59 59 1\n"),
    many(),
]
