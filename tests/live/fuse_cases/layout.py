# SPDX-License-Identifier: Apache-2.0
"""How files are laid out: RELR, alignment, many libraries, no sections, search paths, names."""
import os
import struct

from fuse_cases import build
from fuse_cases.kit import PACKED, RELR, ZEROS, Case, keep, lib, prog

HEAD = "#include <stdio.h>\n#include <stdint.h>\n#include <string.h>\n"
WORDS = (
    'static int a = 3, b = 4; int *const at[5] = {&a, &b, &a, &b, &a}; const char *names[3] = {"p", "q", "r"}; int total(void) { int s = '
    "0; for (int i = 0; i < 5; i++) s += *at[i]; return s; } const char *name(int i) { return names[i]; }\n")
WORDS_MAIN = (
    HEAD +
    "int total(void); const char *name(int); static int mine = 5; static int *mine_at[3] = {&mine, &mine, 0}; int main(void) { "
    'printf("%d %s %d\\n", total(), name(2), *mine_at[1]); }\n')
PAGES = r"""
#include <stdio.h>
#include <stdlib.h>
const char *pages_of(const void *p) {
	static char mode[8]; unsigned long from, to; char line[400]; FILE *f = fopen("/proc/self/maps", "r");
	strcpy(mode, "none");
	while (fgets(line, sizeof line, f)) if (sscanf(line, "%lx-%lx %4s", &from, &to, line) == 3 && from <= (unsigned long)p && (unsigned long)p < to) strcpy(mode, line);
	fclose(f); return mode;
}
"""


def many(n):
    libs = [lib(f"libm{i}.so", f"static int v = {i}; static int *at = &v; int g{max(i, 1) - 1}(int); int g{i}(int a) {{ return a + *at{f' + g{i - 1}(a)' if i % 5 else ''}; }}",
                needs=(f"libm{i - 1}.so",) if i % 5 else ()) for i in range(n)]
    calls = " + ".join(f"g{i}(1)" for i in range(n))
    total = sum(sum(1 + j for j in range(i - i % 5, i + 1)) for i in range(n))
    return (*libs, prog(HEAD + "".join(f"int g{i}(int);" for i in range(n)) + f'int main(void) {{ printf("%d\\n", {calls}); }}')), f"{total}\n"


def without_sections(built):
    path = built.path("lib/liba.so")
    data = bytearray(build.read(path))
    struct.pack_into("<Q", data, 40, 0)
    struct.pack_into("<HHH", data, 58, 0, 0, 0)
    build.rewrite(path, data)


def stripped(built):
    strip = (build.CROSS[built.cross][0] + "-" if built.cross else "") + "strip"
    for path in ("lib/liba.so", "bin/prog"):
        build.must([strip, built.path(path)])


def two_names(built):
    """The two libraries become one file with two names."""
    os.unlink(built.path("lib/libalias.so.1"))
    os.symlink("libreal.so.1", built.path("lib/libalias.so.1"))


STATE = "static int state; int add(int a) { return state += a; }"
PARTS40, SAYS40 = many(40)
DEEP = (
    lib("libdeep.so", "int deep(void) { return 5; }", file="deep/libdeep.so", soname="libdeep.so"),
    lib(
        "libtop.so", "int deep(void); int top(void) { return deep() * 2; }", "-Wl,--enable-new-dtags", "-Wl,-rpath,$ORIGIN/deep",
        needs=("libdeep.so",)),
    prog(
        HEAD + 'int top(void); int main(void) { printf("%d\\n", top()); }', "-Wl,--enable-new-dtags", "-Wl,-rpath,$ORIGIN/../lib",
        needs=("libtop.so",)))
OUTSIDE = (
    keep("libkept.so", "int kept(void) { return 8; }"),
    lib(
        "libtop.so", "int kept(void); int top(void) { return kept() * 2; }", "-Wl,--enable-new-dtags", "-Wl,-rpath,$ORIGIN/../keep",
        needs=("libkept.so",)),
    prog(
        HEAD + 'int top(void); int main(void) { printf("%d\\n", top()); }', "-Wl,--enable-new-dtags", "-Wl,-rpath,$ORIGIN/../lib",
        needs=("libtop.so",)))
INHERIT = (
    lib("libdeep.so", "int deep(void) { return 5; }"),
    lib("libtop.so", "int deep(void); int top(void) { return deep() * 2; }", needs=("libdeep.so",)),
    prog(
        HEAD + 'int top(void); int main(void) { printf("%d\\n", top()); }', "-Wl,--disable-new-dtags", "-Wl,-rpath,$ORIGIN/../lib",
        needs=("libtop.so",)))
BIG = (
    HEAD +
    "static volatile char wide[1 << 21] __attribute__((aligned(1 << 20))) = {1}; static int v = 4; static int *at = &v; long "
    "misplaced(void) { return (uintptr_t)wide % (1 << 20) + wide[0] + *at; }")
MEMORY = HEAD + "static char zeros[64 << 20]; static int set = 9; int lib_touch(int i) { zeros[i] += 3; return zeros[i] + zeros[0] + set; }"
RELRO = (
    HEAD + PAGES +
    "static int v; int *const table[2] = {&v, &v}; static int *writable = &v; const char *lib_mode(void) { return pages_of(table); } "
    "const char *lib_data_mode(void) { return pages_of(&writable); } const char *lib_text_mode(void) { return pages_of((void "
    "*)lib_mode); }")

CASES = [
    Case(
        "relr_libraries", (lib("liba.so", WORDS, "-Wl,-z,pack-relative-relocs"), prog(WORDS_MAIN)), says="17 r 5\n",
        styles=("pie", "fixed", "clang"), x86=True, premise={"lib/liba.so": (r"\(RELR\)",)}, shows=(r"\(RELR\)", "GLIBC_ABI_DT_RELR", r"\.relr\.dyn +RELR"), misread=(RELR,)),
    Case(
        "relr_program", (lib("liba.so", WORDS), prog(WORDS_MAIN, "-Wl,-z,pack-relative-relocs")), says="17 r 5\n", styles=("pie",),
        x86=True, premise={"bin/prog": (r"\(RELR\)",)}, shows=(r"\(RELR\)", "GLIBC_ABI_DT_RELR", r"\.relr\.dyn +RELR"), misread=(RELR,)),
    Case(
        "relr_everywhere", (lib("liba.so", WORDS, "-Wl,-z,pack-relative-relocs"), prog(WORDS_MAIN, "-Wl,-z,pack-relative-relocs")),
        says="17 r 5\n", styles=("pie",), x86=True, premise={"lib/liba.so": (r"GLIBC_ABI_DT_RELR",)}, shows=(r"\(RELR\)", "GLIBC_ABI_DT_RELR", r"\.relr\.dyn +RELR"), misread=(RELR,)),
    Case(
        "big_zeros",
        (
            lib("liba.so", MEMORY), lib("libb.so", MEMORY.replace("lib_touch", "b_touch").replace("64", "16")),
            prog(
                HEAD +
                'int lib_touch(int), b_touch(int); static char own[8 << 20]; int main(void) { own[7 << 20] = 2; printf("%d %d %d\\n", '
                "lib_touch(60 << 20), b_touch(15 << 20), own[7 << 20] + own[5]); }")),
        says="12 12 2\n", misread=(ZEROS,)),
    Case(
        "huge_alignment_of_data",
        (lib("liba.so", BIG), prog(HEAD + 'long misplaced(void); int main(void) { printf("%ld\\n", misplaced()); }')), says="5\n",
        premise={"lib/liba.so": ("LOAD.*0x100000|LOAD.*0x200000",)}),
    Case(
        "huge_alignment_of_segments", (lib("liba.so", WORDS, "-Wl,-z,max-page-size=0x200000"), prog(WORDS_MAIN)), says="17 r 5\n",
        styles=("pie", "fixed", "lld"), premise={"lib/liba.so": ("LOAD.*0x200000",)}),
    Case(
        "program_of_wide_pages", (lib("liba.so", WORDS), prog(WORDS_MAIN, "-Wl,-z,max-page-size=0x200000")), says="17 r 5\n",
        styles=("pie", "fixed", "lld")),
    Case(
        "small_pages", (lib("liba.so", WORDS, "-Wl,-z,max-page-size=4096"), prog(WORDS_MAIN, "-Wl,-z,max-page-size=4096")), says="17 r 5\n",
        styles=("pie", "fixed", "lld")),
    Case("many_libraries", PARTS40, says=SAYS40, styles=("pie", "fixed"), misread=(PACKED,)),
    Case(
        "relro_of_every_part",
        (
            lib("liba.so", RELRO, "-Wl,-z,relro,-z,now"),
            lib("libb.so", RELRO.replace("lib_", "b_").replace("pages_of", "b_pages").replace("table", "b_table"), "-Wl,-z,norelro"),
            prog(
                HEAD +
                'const char *lib_mode(void), *lib_data_mode(void), *lib_text_mode(void), *b_mode(void); int main(void) { printf("%s ", '
                'lib_mode()); printf("%s ", lib_data_mode()); printf("%s ", lib_text_mode()); printf("%s\\n", b_mode()); }')),
        says="r--p rw-p r-xp rw-p\n", styles=("pie", "fixed", "lld", "lldfixed")),
    Case(
        "one_segment_of_code", (lib("liba.so", WORDS, "-Wl,-z,noseparate-code"), prog(WORDS_MAIN, "-Wl,-z,noseparate-code")),
        says="17 r 5\n", styles=("pie", "fixed")),
    Case(
        "loadable_segments_apart",
        (
            lib("liba.so", WORDS, "-Wl,-z,separate-loadable-segments"),
            prog(WORDS_MAIN, "-Wl,-z,separate-loadable-segments", "-Wl,--no-rosegment")),
        says="17 r 5\n", styles=("lld", "lldfixed")),
    Case(
        "sysv_hash", (lib("liba.so", WORDS, "-Wl,--hash-style=sysv"), prog(WORDS_MAIN, "-Wl,--hash-style=sysv")), says="17 r 5\n",
        premise={"lib/liba.so": (r"\(HASH\)",)}),
    Case("stripped", (lib("liba.so", WORDS), prog(WORDS_MAIN)), says="17 r 5\n", prepare=stripped),
    Case(
        "with_debug_data", (lib("liba.so", WORDS, "-g"), prog(WORDS_MAIN, "-g", "-Wl,--build-id=sha1")), says="17 r 5\n",
        styles=("pie", "fixed", "lld", "lldfixed")),
    Case("library_without_sections", (lib("liba.so", WORDS), prog(WORDS_MAIN)), says="17 r 5\n", prepare=without_sections),
    Case("other_linkers", (lib("liba.so", WORDS), prog(WORDS_MAIN)), says="17 r 5\n", styles=("gold", "gcclld", "clang", "lldfixed")),
    Case(
        "nothing_in_it",
        (
            lib("libnone.so", ""), lib("libdata.so", "const int only = 4;"),
            prog(HEAD + 'extern const int only; int main(void) { printf("%d\\n", only); }')),
        says="4\n", styles=("pie", "fixed", "lld")),
    Case(
        "many_symbols",
        (
            lib("liba.so", "".join(f"int s{i}(void) {{ return {i}; }}\n" for i in range(3000))),
            lib(
                "libb.so",
                "".join(f"int s{i}(void);" for i in range(0, 3000, 7)) + "int (*const all[])(void) = {" +
                ",".join(f"s{i}" for i in range(0, 3000, 7)) +
                "}; int sum(void) { int n = 0; for (unsigned i = 0; i < sizeof all / 8; i++) n += all[i](); return n; }",
                needs=("liba.so",)),
            prog(HEAD + 'int sum(void), s2999(void); int main(void) { printf("%d %d\\n", sum(), s2999()); }')),
        says=f"{sum(range(0, 3000, 7))} 2999\n", styles=("pie", "fixed")),
    Case(
        "branch_protection", (lib("liba.so", WORDS, "-fcf-protection=full"), prog(WORDS_MAIN, "-fcf-protection=full")), says="17 r 5\n",
        x86=True),
    Case(
        "one_file_two_names",
        (
            lib("libreal.so.1", STATE), lib("libalias.so.1", STATE),
            lib("libuser.so", "int add(int); int user(void) { return add(10); }", needs=("libreal.so.1",)),
            prog(
                HEAD + 'int add(int), user(void); int main(void) { user(); printf("%d\\n", add(1)); }',
                needs=("libalias.so.1", "libuser.so"))),
        says="11\n", styles=("pie", "fixed"), prepare=two_names),
    Case(
        "asked_by_another_name",
        (
            lib("libreal.so.1", "int state; int add(int a) { return state += a; }", soname="libother.so.7"),
            prog(HEAD + 'int add(int); int main(void) { add(2); printf("%d\\n", add(1)); }')),
        says="3\n", styles=("pie", "fixed"), prepare=lambda built: os.symlink("libreal.so.1", built.path("lib/libother.so.7"))),
    Case(
        "asked_by_path",
        (
            lib("libplain.so", "int add(int a) { return a + 1; }", soname="-"),
            prog(HEAD + 'int add(int); int main(void) { printf("%d\\n", add(1)); }')),
        says="2\n", styles=("pie",), ways=("all", ("--lib", "lib/libplain.so")), gone=("lib/libplain.so",),
        premise={"bin/prog": (r"NEEDED.*lib/libplain.so",)}),
    Case("found_by_runpaths", DEEP, says="10\n", search=False, styles=("pie", "fixed")),
    Case("outside_by_runpath_of_fused", OUTSIDE, says="16\n", search=False, styles=("pie", "fixed"), shows=(r"RUNPATH.*:\$ORIGIN/\.\./keep\]",)),
    Case("found_by_inherited_rpath", INHERIT, says="10\n", search=False, styles=("pie", "fixed"), premise={"bin/prog": (r"\(RPATH\)",)}),
    Case(
        "some_of_three",
        (
            keep("libc3.so", "int three(void) { return 3; }"),
            lib("libb3.so", "int three(void); int two(void) { return three() * 10 + 2; }", needs=("libc3.so",)),
            lib("liba3.so", "int two(void); int one(void) { return two() * 10 + 1; }", needs=("libb3.so",)),
            prog(
                HEAD + 'int one(void), three(void); int main(void) { printf("%d %d\\n", one(), three()); }', needs=("liba3.so", "libc3.so"))),
        says="321 3\n"),
    Case(
        "mathematics_outside",
        (
            lib(
                "liba.so",
                "#include <math.h>\n#include <errno.h>\ndouble root(double v) { errno = 0; double r = sqrt(v) + sin(v); return errno == "
                "EDOM ? -errno : r; }",
                "-lm", "-fno-builtin"),
            prog(
                HEAD +
                '#include <math.h>\ndouble root(double); int main(int argc, char **argv) { printf("%.6f %.6f %d\\n", root(argc + 1), '
                "cos(argc), root(-2.0) == root(-3.0)); }",
                "-lm")),
        says="2.323511 0.540302 1\n"),
    Case(
        "reads_itself",
        (
            lib("liba.so", WORDS),
            prog(
                "#define _GNU_SOURCE\n" + HEAD +
                "#include <link.h>\n#include <sys/auxv.h>\nint total(void); extern ElfW(Dyn) _DYNAMIC[]; static int one(struct "
                "dl_phdr_info *i, size_t n, void *p) { if (i->dlpi_name[0]) return 0; int has = 0; for (int k = 0; k < i->dlpi_phnum; "
                "k++)\nif (i->dlpi_phdr[k].p_type == PT_DYNAMIC) has = i->dlpi_addr + i->dlpi_phdr[k].p_vaddr == (uintptr_t)_DYNAMIC || "
                "_DYNAMIC[0].d_tag; *(int *)p = has + 2 * ((uintptr_t)i->dlpi_phdr == getauxval(AT_PHDR)) + 4 * (getauxval(AT_PHNUM) == "
                'i->dlpi_phnum); return 1; }\nint main(void) { int n = 0; dl_iterate_phdr(one, &n); printf("%d %d\\n", total(), n); }')),
        says="17 7\n", styles=("pie", "fixed", "lld", "lldfixed")),
]
