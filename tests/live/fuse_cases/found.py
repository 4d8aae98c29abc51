# SPDX-License-Identifier: Apache-2.0
"""What random programs (fuse_random.py) have shown: the order of destructors and of the search, which version, and copies that are filled late."""
from fuse_cases.copies import COPY, MAIN
from fuse_cases.dso import DSO, HOST_PART, TELL, ext, start
from fuse_cases.kit import Case, keep, lib, prog
from fuse_cases.order import HEAD as ORDER_HEAD, tells
from fuse_cases.versions import BOTH_VERSIONS, HEAD as VERSIONS_HEAD, NEW, SAME

CASES = [
    # y is bound to x without a need of it: dlopen notes that, and counts it at the end.
    Case(
        "dso_destructors_by_binding",
        (
            HOST_PART, lib("libx.so", TELL.replace("NAME", "x") + "int x_has(void) { return 7; }"),
            lib("liby.so", TELL.replace("NAME", "y") + "int x_has(void); int y_asks(void) { return x_has(); }", "-Wl,-z,undefs"),
            ext(
                TELL.replace("NAME", "ext") + "int x_has(void), y_asks(void); int ext_run(int a) { return a + x_has() + y_asks(); }",
                needs=("libx.so", "liby.so"))),
        start=start("plug/ext.so", "close"), says="-ext\n-y\n-x\nclose 0\n", warned=("fuse-order", "dlopen"), same=True, **DSO),
    # One of the two is never unloaded: the new file cannot be, either, and that is told.
    Case(
        "dso_kept_in_part",
        (
            HOST_PART, lib("libx.so", TELL.replace("NAME", "x") + "int x_has(void) { return 7; }", "-Wl,-z,nodelete"),
            ext(TELL.replace("NAME", "ext") + "int x_has(void); int ext_run(int a) { return a + x_has(); }", needs=("libx.so",))),
        start=start("plug/ext.so", "close"), says="-ext\nclose 0\nend\n-x\n", warned=("fuse-order", "dlclose"), **DSO),
    # Its linker knew that the variable is its own, and left only the number of the module.
    Case(
        "dso_thread_local_symbolic",
        (
            HOST_PART, lib("libf.so", "__thread long first[9] = {4}; long first_is(void) { return first[0]; }"),
            lib("libs.so", "__thread int own = 5; int own_is(void) { return ++own; }", "-Wl,-Bsymbolic"),
            ext(
                "static __thread long mine[5]; long first_is(void); int own_is(void); int ext_run(int a) { return a + first_is() + own_is() * 100 + mine[a % 5]++; }",
                needs=("libs.so", "libf.so"))),
        start=start("plug/ext.so"), says="plug/ext.so 614\nplug/ext.so 725\n", ways=("export",), target="plug/ext.so", styles=("lld",)),
    # Without a version, the oldest: that of index 2, in the library as in the new file, where other versions come first.
    Case(
        "versions_oldest_for_outside",
        (
            lib("libw.so", "int w(void) { return 1; }", "-Wl,--version-script=@v2"), lib("libv.so.1", NEW, SAME),
            keep("libk.so", "int f(void); int asks(void) { return f(); }", "-Wl,-z,undefs"),
            prog(VERSIONS_HEAD + 'int f(void), w(void), asks(void); int main(void) { printf("%d %d %d\\n", f(), asks(), w()); }')),
        says="2 1 1\n", styles=("pie", "fixed"), premise=BOTH_VERSIONS),
    # Breadth first, k2 comes before k3, which only a library that goes in asks for.
    Case(
        "order_of_search",
        (
            keep("libk2.so", "int who(void) { return 2; }"), keep("libk1.so", "int who(void); int k1(void) { return who(); }", needs=("libk2.so",)),
            keep("libk3.so", "int who(void) { return 3; }"), lib("liba.so", "int who(void); int a(void) { return who(); }", needs=("libk3.so",)),
            prog(ORDER_HEAD + 'int k1(void), a(void); int main(void) { printf("%d %d\\n", k1(), a()); }', needs=("libk1.so", "liba.so"))),
        says="2 2\n"),
    Case(
        "order_destructors_outside",
        (
            lib("liba.so", tells("a")), keep("libk.so", ORDER_HEAD + '__attribute__((destructor)) static void end(void) { puts("-k"); } int k = 1;'),
            prog(tells("main") + 'extern int a_there, k; int main(void) { printf("main %d\\n", a_there + k); }', needs=("libk.so", "liba.so"))),
        says="-main\n-k\n-a\n", styles=("pie",), warned=("fuse-order", "destructors")),
    Case(
        "copy_used_outside_refused",
        (
            lib("libc1.so", "int number = 41; int bump(void) { return ++number; }"),
            keep("libk.so", "extern int number; static int early; __attribute__((constructor)) static void begin(void) { early = number; } int seen(void) { return early; }",
                 "-Wl,-z,undefs"),
            prog(MAIN + 'extern int number; int seen(void); number++; printf("%d %d\\n", number, seen()); }')),
        says="42 41\n", styles=("fixed",), premise=COPY, refused=("number", "constructors")),
]
