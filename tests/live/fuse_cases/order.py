# SPDX-License-Identifier: Apache-2.0
"""Constructors and destructors: their order over libraries, what they are given, and old start code."""
from fuse_cases.kit import Case, keep, lib, plug, prog

HEAD = "#define _GNU_SOURCE\n#include <stdio.h>\n#include <stdlib.h>\n#include <stdint.h>\n#include <unistd.h>\n"


def tells(name, more=""):
    """A text whose constructor and destructor tell its name."""
    return HEAD + f'{more}\n__attribute__((constructor)) static void begin_{name}(void) {{ puts("+{name}"); }}\n' \
        f'__attribute__((destructor)) static void end_{name}(void) {{ puts("-{name}"); }}\nint {name}_there = 1;\n'


def five():
    return (lib("libe.so", tells("e")), lib("libd.so", tells("d"), needs=("libe.so",)), lib("libc9.so", tells("c"), needs=("libe.so",)),
            lib("libb.so", tells("b"), needs=("libd.so", "libc9.so")), lib("liba.so", tells("a"), needs=("libc9.so",)),
            prog(tells("main") + 'int main(void) { puts("main"); }', needs=("liba.so", "libb.so", "libe.so")))


PRIORITIES = HEAD + """
__attribute__((constructor(300))) static void c3(void) { puts("+NAME 300"); }
__attribute__((constructor)) static void c9(void) { puts("+NAME last"); }
__attribute__((constructor(101))) static void c1(void) { puts("+NAME 101"); }
__attribute__((destructor(300))) static void d3(void) { puts("-NAME 300"); }
__attribute__((destructor)) static void d9(void) { puts("-NAME first"); }
__attribute__((destructor(101))) static void d1(void) { puts("-NAME 101"); }
"""
OLD_INIT = tells("a", 'void a_init(void) { puts("+a init"); } void a_fini(void) { puts("-a fini"); }')
ARGUMENTS = HEAD + """
__attribute__((constructor)) static void begin(int argc, char **argv, char **envp) {
	int n = 0; const char *seen = "no";
	for (; envp[n]; n++) if (envp[n][0] == 'F' && envp[n][1] == 'U') seen = envp[n];
	printf("%d %s %s %s %s %d\\n", argc, argv[1], argv[2] ? argv[2] : "end", seen, getenv("FUSED"), envp == environ);
}
"""
STACK = HEAD + """
__attribute__((noinline)) int aligned(void) { volatile char wide[64] __attribute__((aligned(16))); return ((uintptr_t)__builtin_frame_address(0)) % 16; }
static int seen = -1, floats;
__attribute__((constructor)) static void begin(void) { seen = aligned(); char t[64]; snprintf(t, sizeof t, "%.3f %Lf", 1.5 + seen, 2.5L); floats = t[0] == '1'; }
__attribute__((destructor)) static void end(void) { printf("end %d\\n", aligned() == seen); }
int lib_seen(void) { return seen; } int lib_floats(void) { return floats; } int lib_aligned(void) { return aligned(); }
"""
EXITS = HEAD + """
static void one(void) { puts("atexit of library"); } static void two(int status, void *p) { printf("on_exit %d\\n", status); }
__attribute__((constructor)) static void begin(void) { puts("+lib"); atexit(one); on_exit(two, 0); }
__attribute__((destructor)) static void end(void) { puts("-lib"); }
void lib_later(void) { atexit(one); }
"""
PREINIT = """static void early(int argc, char **argv, char **envp) { printf("preinit %d\\n", argc); }
__attribute__((section(".preinit_array"), used)) static void (*early_at)(int, char **, char **) = early;
"""
# What crt1.o of a glibc before 2.34 gave, with __libc_csu_init in the program itself.
OLD_START = HEAD + """
int main(int, char **, char **); int there(void);
extern void (*__init_array_start[])(int, char **, char **) __attribute__((visibility("hidden"))), (*__init_array_end[])(int, char **, char **) __attribute__((visibility("hidden")));
extern void _init(void);
#if __x86_64__
#define VERSION "GLIBC_2.2.5"
#else
#define VERSION "GLIBC_2.17"
#endif
int start_old(int (*)(int, char **, char **), int, char **, int (*)(int, char **, char **), void (*)(void), void (*)(void), void *);
__asm__(".symver start_old,__libc_start_main@" VERSION);
int old_csu_init(int argc, char **argv, char **envp) {
	_init();
	for (long i = 0; i < __init_array_end - __init_array_start; i++) __init_array_start[i](argc, argv, envp);
	return 0;
}
void old_csu_fini(void) {}
void start_here(long *stack, void (*at_end)(void)) { start_old(main, (int)*stack, (char **)(stack + 1), old_csu_init, old_csu_fini, at_end, stack); }
#if __x86_64__
__asm__(".globl _start\\n_start: xor %ebp,%ebp\\n mov %rsp,%rdi\\n mov %rdx,%rsi\\n and $-16,%rsp\\n call start_here\\n hlt\\n");
#else
__asm__(".globl _start\\n_start: mov x29,#0\\n mov x30,#0\\n mov x1,x0\\n mov x0,sp\\n bl start_here\\n brk #1\\n");
#endif
__attribute__((constructor)) static void begin(int argc, char **argv) { printf("+main %d %d\\n", argc, there()); }
__attribute__((destructor)) static void end(void) { puts("-main"); }
int main(int argc, char **argv, char **envp) { printf("main %d %s %d\\n", argc, argv[1], envp == environ); return 4; }
"""
OWN_START = HEAD + """
int there(void);
void start_here(long *stack) { printf("own start %ld %d\\n", *stack, there()); exit(6); }
#if __x86_64__
__asm__(".globl _start\\n_start: xor %ebp,%ebp\\n mov %rsp,%rdi\\n and $-16,%rsp\\n call start_here\\n hlt\\n");
#else
__asm__(".globl _start\\n_start: mov x29,#0\\n mov x0,sp\\n bl start_here\\n brk #1\\n");
#endif
"""
THERE = tells("t", "int there(void) { return 12; }")
PLUG = HEAD + """#include <dlfcn.h>
int main(void) { puts("main"); void *h = dlopen("plug/plug.so", RTLD_NOW); puts(h ? "loaded" : dlerror()); dlclose(h); puts("closed"); h = dlopen("plug/plug.so", RTLD_NOW); }
"""

CASES = [
    Case(
        "order_five", five(), says="+e\n+d\n+c\n+b\n+a\n+main\nmain\n-main\n-a\n-b\n-c\n-d\n-e\n",
        styles=("pie", "fixed", "lld", "lldfixed")),
    Case(
        "order_priorities",
        (
            lib("liba.so", PRIORITIES.replace("NAME", "a")), lib("libb.so", PRIORITIES.replace("NAME", "b"), needs=("liba.so",)),
            prog(PRIORITIES.replace("NAME", "main") + 'int main(void) { puts("main"); }')),
        says="+b 101\n+b 300\n+b last\n+main 101\n"),
    Case(
        "order_init_and_array",
        (lib("liba.so", OLD_INIT, "-Wl,-init,a_init", "-Wl,-fini,a_fini"), prog(tells("main") + 'int main(void) { puts("main"); }')),
        says="+a init\n+a\n+main\nmain\n-main\n-a\n-a fini\n", premise={"lib/liba.so": (r"\(INIT\)", "INIT_ARRAY")}),
    Case(
        "order_init_alone",
        (
            lib(
                "liba.so",
                HEAD + 'void a_init(int n, char **v) { printf("+a init %d %s\\n", n, v[1]); } void a_fini(void) { puts("-a fini"); }',
                "-Wl,-init,a_init", "-Wl,-fini,a_fini", "-nostartfiles"),
            prog(tells("main") + 'int main(void) { puts("main"); }')),
        start=("bin/prog", "arg"), says="+a init 2 arg\n+main\nmain\n-main\n-a fini\n"),
    Case(
        "order_preinit", (lib("liba.so", tells("a")), prog(tells("main", PREINIT) + 'int main(void) { puts("main"); }')),
        says="preinit 1\n+a\n+main\nmain\n", styles=("pie", "fixed", "lld"), premise={"bin/prog": ("PREINIT_ARRAY",)}),
    Case(
        "order_arguments",
        (lib("liba.so", ARGUMENTS), lib("libb.so", ARGUMENTS, needs=("liba.so",)), prog(ARGUMENTS + "int main(void) { return 0; }")),
        start=("bin/prog", "one", "two"), env={"FUSED": "value"}, says="3 one two FUSED=value value 1\n", styles=("pie", "fixed", "lld")),
    Case(
        "order_stack",
        (
            lib("liba.so", STACK),
            prog(
                HEAD +
                'int lib_seen(void), lib_floats(void), lib_aligned(void); int main(void) { printf("%d %d %d\\n", lib_seen() % 16, '
                "lib_seen() == lib_aligned(), lib_floats()); }")),
        says=" 1 1\nend 1\n"),
    Case(
        "order_atexit",
        (
            lib("liba.so", EXITS),
            prog(
                tells("main", "void lib_later(void); static void own(void) { puts(\"atexit of main\"); }") +
                "int main(void) { atexit(own); lib_later(); puts(\"main\"); return 5; }")),
        status=5, says="main\natexit of library\natexit of main\n"),
    Case(
        "order_exit_in_constructor",
        (
            lib("liba.so", tells("a")),
            lib("libb.so", HEAD + '__attribute__((constructor)) static void begin(void) { puts("+b"); exit(9); }', needs=("liba.so",)),
            prog(tells("main") + "int main(void) { puts(\"main\"); }")),
        status=9, says="+a\n+b\n"),
    Case(
        "order_leaves_at_once",
        (lib("liba.so", tells("a")), prog(tells("main") + 'int main(void) { puts("main"); fflush(stdout); _exit(3); }')), status=3,
        says="+a\n+main\nmain\n"),
    Case(
        "order_cycle",
        (
            lib("liba.so", tells("a")), lib("libb.so", tells("b"), needs=("liba.so",)),
            prog(tells("main") + 'int main(void) { puts("main"); }')),
        says="+main\nmain\n-main\n", prepare=lambda built: built.part(lib("liba.so", tells("a"), "lib/libb.so"))),
    Case(
        "order_destructor_uses_library",
        (
            lib(
                "liba.so",
                HEAD +
                "static int on; __attribute__((constructor)) static void begin(void) { on = 1; } __attribute__((destructor)) static "
                'void end(void) { on = 0; puts("-a"); } int a_on(void) { return on; }'),
            lib(
                "libb.so",
                HEAD +
                'int a_on(void); __attribute__((constructor)) static void begin(void) { printf("+b %d\\n", a_on()); } '
                '__attribute__((destructor)) static void end(void) { printf("-b %d\\n", a_on()); }',
                needs=("liba.so",)),
            prog(
                HEAD +
                'int a_on(void); __attribute__((destructor)) static void end(void) { printf("-main %d\\n", a_on()); } int main(void) { '
                'puts("main"); }',
                needs=("libb.so", "liba.so"))),
        says="+b 1\nmain\n-main 1\n-b 1\n-a\n"),
    Case(
        "order_outside_before",
        (
            keep("libk.so", tells("k")), lib("liba.so", tells("a"), needs=("libk.so",)),
            prog(tells("main") + 'int main(void) { puts("main"); }')),
        says="+k\n+a\n+main\nmain\n-main\n-a\n-k\n"),
    Case(
        "order_outside_beside",
        (lib("liba.so", tells("a")), keep("libk.so", tells("k")), prog(tells("main") + 'int main(void) { puts("main"); }')),
        says="+main\nmain\n-main\n"),
    Case(
        "order_outside_first",
        (keep("libk.so", tells("k")), lib("liba.so", tells("a")), prog(tells("main") + 'int main(void) { puts("main"); }')),
        says="+main\nmain\n-main\n", warned=("fuse-order", "constructor")),
    Case(
        "order_of_plugin",
        (lib("liba.so", tells("a")), plug("plug.so", tells("plug", "extern int a_there; int *needs_a = &a_there;")), prog(PLUG)),
        says="+a\nmain\n+plug\nloaded\n-plug\nclosed\n+plug\n-a\n-plug\n", styles=("pie", "fixed")),
    Case(
        "order_thread_in_constructor",
        (
            lib(
                "liba.so",
                HEAD +
                "#include <pthread.h>\nstatic int made; static void *work(void *n) { made = 5; return 0; }\n"
                "__attribute__((constructor)) static void begin(void) { pthread_t t; pthread_create(&t, 0, work, 0); pthread_join(t, "
                "0); } int made_is(void) { return made; }"),
            prog(HEAD + 'int made_is(void); int main(void) { printf("%d\\n", made_is()); }')),
        says="5\n"),
    Case(
        "order_initfirst",
        (
            lib("liba.so", tells("a")), lib("libb.so", tells("b"), "-Wl,-z,initfirst"),
            prog(tells("main") + 'int main(void) { puts("main"); }')),
        says="+main\nmain\n", refused=("initfirst",), either=True, premise={"lib/libb.so": ("INITFIRST",)}),
    Case(
        "order_old_start", (lib("libt.so", THERE), prog(OLD_START, "-nostartfiles", "crt:crti.o", "crt:crtn.o")), status=4,
        start=("bin/prog", "word"), says="+t\n+main 2 12\nmain 2 word 1\n-main\n-t\n", styles=("pie", "fixed", "lld")),
    Case(
        "order_old_start_preinit",
        (
            lib("libt.so", THERE), lib("libu.so", tells("u"), needs=("libt.so",)),
            prog(OLD_START + PREINIT, "-nostartfiles", "crt:crti.o", "crt:crtn.o")),
        status=4, start=("bin/prog", "word"), says="preinit 2\n+t\n+u\n+main 2 12\nmain 2 word 1\n-main\n", styles=("pie", "fixed")),
    Case(
        "order_own_start", (lib("libt.so", THERE), prog(OWN_START, "-nostartfiles")), status=6, says="+t\nown start 1 12\n",
        styles=("pie", "fixed", "lld")),
]
