# SPDX-License-Identifier: Apache-2.0
"""C++: exceptions through several objects, types compared across them, unique statics, thread_local destructors."""
from fuse_cases.kit import Case, lib, plug, prog

HEAD = "#include <cstdio>\n#include <cstring>\n#include <stdexcept>\n#include <typeinfo>\n#include <string>\n"
STYLES = ("pie", "fixed", "lld", "lldfixed")


def clib(name, text, *options, **more):
    return lib(name, HEAD + text, *options, cxx=True, **more)


def cprog(text, *options, **more):
    return prog(HEAD + text, *options, cxx=True, **more)


ERROR = (
    "struct error { int code; virtual ~error(); virtual const char *what() const; }; struct worse : error { const char *what() const "
    "override; };\n")
ERROR_LIB = (
    ERROR +
    'error::~error() {} const char *error::what() const { return "error"; } const char *worse::what() const { return "worse"; }\n'
    'void deep(int code) { struct note { int c; ~note() { std::printf("unwound %d\\n", c); } } n{code}; if (code > 5) { worse w; w.code '
    "= code; throw w; } error e; e.code = code; throw e; }\n")
MIDDLE = ERROR + """void deep(int);
void middle(int code) { struct note { ~note() { std::puts("middle unwound"); } } n; deep(code); }
int caught(int code) { try { middle(code); } catch (worse &w) { return w.code * 10; } return 0; }
void again(int code) { try { middle(code); } catch (error &e) { e.code += 1000; throw; } }
"""
THROW_MAIN = ERROR + """void middle(int), again(int); int caught(int);
int main() {
	try { middle(3); } catch (worse &) { std::puts("wrong"); } catch (error &e) { std::printf("%d %s\\n", e.code, e.what()); }
	std::printf("%d\\n", caught(8));
	try { again(9); } catch (error &e) { std::printf("%d %s %d\\n", e.code, e.what(), dynamic_cast<worse *>(&e) != nullptr); }
	try { caught(4); } catch (error &e) { std::printf("through %d\\n", e.code); }
}
"""
SHAPES = (
    "struct shape { virtual ~shape() {} virtual int area() const = 0; int id = 3; }; struct named { virtual ~named() {} virtual const "
    'char *name() const { return "n"; } };\n')
SQUARE = (
    SHAPES +
    "struct square : virtual shape, named { int a; square(int a); int area() const override; const char *name() const override; }; "
    "shape *make(int); const std::type_info &type_of(shape *);\n")
TEMPLATE = (
    "template <class T> struct count { static int n; }; template <class T> int count<T>::n = 100;\n"
    'inline int &once() { static int v = (std::puts("made"), 5); return v; }\ninline int shared_inline = 7;\n')
LOCALS = """
struct local { const char *who; local(const char *w) : who(w) { std::printf("+%s\\n", who); } ~local() { std::printf("-%s\\n", who); } };
"""
MEMBERS = (
    "struct base { virtual int v(int) const; int plain(int) const; virtual ~base(); }; typedef int (base::*member)(int) const; member "
    "plain_at(); member v_at();\n")
BACKTRACE = r"""
#include <unwind.h>
static _Unwind_Reason_Code one(_Unwind_Context *c, void *n) { ++*(int *)n; return _URC_NO_REASON; }
"""

CASES = [
    Case(
        "throw_through_three", (clib("liberr.so", ERROR_LIB), clib("libmid.so", MIDDLE, needs=("liberr.so",)), cprog(THROW_MAIN)),
        styles=(*STYLES, "clang", "gcclld"), says="unwound 3\nmiddle unwound\n3 error\nunwound 8\nmiddle unwound\n80\n"),
    Case(
        "throw_of_standard_library",
        (
            clib(
                "liba.so",
                "#include <vector>\nint at(int i) { std::vector<int> v{1, 2, 3}; return v.at(i); } void bad(const std::string &s) { throw "
                'std::runtime_error("bad " + s); }'),
            cprog(
                'int at(int); void bad(const std::string &); int main() { try { std::printf("%d\\n", at(2)); at(7); } catch '
                '(std::out_of_range &e) { std::puts("out of range"); }\ntry { bad("luck"); } catch (std::exception &e) { '
                'std::puts(e.what()); } try { std::string("x").substr(4); } catch (std::exception &e) { std::puts(typeid(e).name()); } }')),
        says="3\nout of range\nbad luck\n", styles=STYLES),
    Case(
        "throw_from_program",
        (
            clib(
                "liba.so",
                "int call(int (*f)(int), int a) { try { return f(a); } catch (int i) { return i + 1; } catch (...) { throw "
                'std::string("other"); } }'),
            cprog(
                "int call(int (*)(int), int); static int f(int a) { if (a == 1) throw 41; if (a == 2) throw 1.5; return a; }\n"
                'int main() { std::printf("%d %d\\n", call(f, 1), call(f, 7)); try { call(f, 2); } catch (std::string &s) { '
                "std::puts(s.c_str()); } }")),
        says="42 7\nother\n", styles=STYLES),
    Case(
        "throw_through_c",
        (
            lib(
                "libq.so",
                "#include <stdlib.h>\nvoid each(int *v, int n, int (*f)(const void *, const void *)) { qsort(v, n, sizeof *v, f); } int "
                "pass(int (*f)(int), int a) { return f(a) + 1; }",
                "-fexceptions"),
            cprog(
                'extern "C" void each(int *, int, int (*)(const void *, const void *)); extern "C" int pass(int (*)(int), int);\n'
                "static int bad(const void *, const void *) { throw 5; } static int worse(int a) { if (a) throw 6; return 3; }\n"
                'int main() { int v[] = {3, 2, 1}; try { each(v, 3, bad); } catch (int i) { std::printf("%d\\n", i); } try { '
                'std::printf("%d\\n", pass(worse, 0)); pass(worse, 1); } catch (int i) { std::printf("%d\\n", i); } }')),
        says="5\n4\n6\n"),
    Case(
        "throw_in_constructor",
        (
            clib(
                "liba.so",
                'static int got; __attribute__((constructor)) static void begin() { try { throw std::runtime_error("early"); } catch '
                "(std::exception &e) { got = std::strlen(e.what()); } } int got_is() { return got; }"),
            clib(
                "libb.so",
                'struct s { s() { try { throw 3L; } catch (long l) { std::printf("static %ld\\n", l); } } ~s() { try { throw 4L; } catch '
                '(long l) { std::printf("end %ld\\n", l); } } } of_b;'),
            cprog('int got_is(); int main() { std::printf("%d\\n", got_is()); }')),
        says="static 3\n5\nend 4\n", styles=STYLES),
    Case(
        "throw_in_threads",
        (
            clib("liba.so", "void deep(int n) { if (n == 0) throw n + 77; deep(n - 1); std::puts(\"\"); }"),
            cprog(
                "#include <thread>\n#include <exception>\nvoid deep(int); int main() { int got[3] = {}; std::thread t[3]; for (int i = 0; "
                "i < 3; i++) t[i] = std::thread([i, &got] { for (int n = 0; n < 200; n++) try { deep(i); } catch (int v) { got[i] += v; } "
                "});\nfor (auto &x : t) x.join(); std::exception_ptr p; try { deep(2); } catch (...) { p = std::current_exception(); } "
                'try { std::rethrow_exception(p); } catch (int v) { std::printf("%d %d %d %d\\n", got[0], got[1], got[2], v); } }')),
        says="15400 15400 15400 77\n"),
    Case(
        "uncaught",
        (
            clib("liba.so", 'void bad() { throw std::runtime_error("nobody takes it"); }'),
            cprog('void bad(); int main() { std::puts("before"); std::fflush(stdout); bad(); }')),
        status=-6, says="before\n"),
    Case(
        "terminate_handler",
        (
            clib(
                "liba.so",
                '#include <cstdlib>\n#include <exception>\nstatic void mine() { std::puts("terminated"); std::exit(7); } void bad() '
                "noexcept { throw 1; } __attribute__((constructor)) static void begin() { std::set_terminate(mine); }"),
            cprog("void bad(); int main() { bad(); }")),
        status=7, says="terminated\n"),
    Case(
        "types_across",
        (
            clib(
                "libs.so",
                SQUARE +
                "square::square(int a) : a(a) {} int square::area() const { return a * a; } const char *square::name() const { return "
                '"square"; } shape *make(int a) { return new square(a); } const std::type_info &type_of(shape *s) { return typeid(*s); }'),
            cprog(
                SQUARE +
                "struct mine : square { mine() : square(9) {} int area() const override { return square::area() + 1; } };\n"
                'int main() { shape *s = make(4); named *n = dynamic_cast<named *>(s); mine m; std::printf("%d %s %d %d %d\\n", '
                "s->area(), n->name(), typeid(*s) == typeid(square), type_of(&m) == typeid(mine), m.area());\n"
                'std::printf("%d %d %d\\n", dynamic_cast<mine *>(s) == nullptr, s->id, &typeid(square) == &type_of(s)); delete s; }')),
        says="16 square 1 1 82\n1 3 1\n", styles=STYLES),
    Case(
        "statics_unique",
        (
            clib(
                "liba.so",
                TEMPLATE +
                "int *a_at() { return &count<char>::n; } int *a_once() { return &once(); } int *a_inline() { return &shared_inline; }"),
            clib(
                "libb.so",
                TEMPLATE +
                "int *b_at() { return &count<char>::n; } int *b_once() { return &once(); } int *b_inline() { return &shared_inline; }"),
            cprog(
                TEMPLATE +
                'int *a_at(), *b_at(), *a_once(), *b_once(), *a_inline(), *b_inline(); int main() { count<char>::n++; std::printf("%d '
                '%d %d %d %d %d %d\\n", *a_at(), a_at() == b_at(), a_at() == &count<char>::n, a_once() == b_once(), b_once() == '
                "&once(), a_inline() == b_inline(), &shared_inline == a_inline()); }")),
        says="made\n101 1 1 1 1 1 1\n", styles=("pie", "fixed", "pic", "lld")),
    Case(
        "statics_unique_and_plugin",
        (
            clib("liba.so", TEMPLATE + "int *a_at() { return &count<long>::n; } int *a_once() { return &once(); }"),
            plug("plug.so", HEAD + TEMPLATE + 'extern "C" int plugged() { return ++count<long>::n * 10 + ++once(); }', cxx=True),
            cprog(
                '#include <dlfcn.h>\nint *a_at(), *a_once(); int main() { *a_once(); auto f = (int (*)())dlsym(dlopen("plug/plug.so", '
                'RTLD_NOW), "plugged"); int v = f(); std::printf("%d %d %d\\n", v, *a_at(), *a_once()); }')),
        says="made\n1016 101 6\n", styles=("pie", "fixed")),
    Case(
        "thread_local_destructors",
        (
            clib("liba.so", LOCALS + 'thread_local local in_lib("lib"); void touch() { in_lib.who = "lib touched"; }'),
            cprog(
                '#include <thread>\n' + LOCALS +
                'void touch(); extern thread_local local in_lib; static thread_local local own("own");\n'
                'int main() { std::thread([] { touch(); own.who = "own thread"; }).join(); touch(); std::puts(in_lib.who); '
                'std::puts("main ends"); }')),
        says="+lib\n+own\n-own thread\n-lib touched\n+lib\nlib touched\nmain ends\n-lib touched\n", styles=STYLES),
    Case(
        "static_objects_in_order",
        (
            clib("liba.so", LOCALS + 'static local one("a1"), two("a2"); local &a() { static local s("a inner"); return s; }'),
            clib(
                "libb.so", LOCALS + 'local &a(); static local one("b1"); local &b() { a(); static local s("b inner"); return s; }',
                needs=("liba.so",)),
            cprog(LOCALS + 'local &a(), &b(); static local one("m1"); int main() { b(); a(); std::puts("main"); }')),
        says="+a1\n+a2\n+b1\n+m1\n+a inner\n+b inner\nmain\n-b inner\n-a inner\n-m1\n-b1\n-a2\n-a1\n"),
    Case(
        "streams",
        (
            clib(
                "liba.so",
                '#include <iostream>\nvoid say(int a) { std::cout << "lib " << a << std::hex << " " << 255 << std::dec << std::endl; }'),
            cprog(
                '#include <iostream>\n#include <sstream>\nvoid say(int); int main() { std::cout << "main " << 2.5 << "\\n"; say(3); '
                'std::ostringstream o; o << 1 << "x"; std::cerr << o.str() << std::endl; std::cout << std::ios::sync_with_stdio() << '
                '"\\n"; }')),
        says="main 2.5\nlib 3 ff\n", styles=("pie", "fixed", "lld")),
    Case(
        "once_future_threads",
        (
            clib(
                "liba.so",
                "#include <mutex>\nstatic std::once_flag flag; static int n; void once_only() { std::call_once(flag, [] { n++; }); } int "
                "n_is() { return n; }"),
            cprog(
                "#include <future>\nvoid once_only(); int n_is(); int main() { auto a = std::async(std::launch::async, [] { once_only(); "
                'return 3; }); auto b = std::async(std::launch::async, []() -> int { once_only(); throw std::runtime_error("from '
                'thread"); });\nint v = a.get(); try { b.get(); } catch (std::exception &e) { std::printf("%d %d %s\\n", v, n_is(), '
                "e.what()); } }")),
        says="3 1 from thread\n"),
    Case(
        "members_across",
        (
            clib(
                "liba.so",
                MEMBERS +
                "int base::v(int a) const { return a + 1; } int base::plain(int a) const { return a + 2; } base::~base() {} member "
                "plain_at() { return &base::plain; } member v_at() { return &base::v; }"),
            cprog(
                MEMBERS +
                'struct mine : base { int v(int a) const override { return a + 9; } }; int main() { mine m; base b; std::printf("%d %d '
                '%d %d\\n", (m.*v_at())(1), (b.*v_at())(1), (m.*plain_at())(1), plain_at() == &base::plain); }')),
        says="10 2 3 1\n", styles=("pie", "fixed", "pic", "lld", "lldfixed")),
    Case(
        "own_operator_new",
        (
            clib("liba.so", "std::string *make_one() { return new std::string(100, 'x'); } void drop(std::string *s) { delete s; }"),
            cprog(
                "#include <cstdlib>\n#include <new>\nstatic int made, freed; void *operator new(std::size_t n) { made++; return "
                "std::malloc(n); } void operator delete(void *p) noexcept { freed++; std::free(p); } void operator delete(void *p, "
                "std::size_t) noexcept { freed++; std::free(p); }\nstd::string *make_one(); void drop(std::string *); int main() { int m "
                '= made, f = freed; std::string *s = make_one(); m = made - m; drop(s); std::printf("%d %d\\n", m, freed - f); }')),
        says="2 2\n", styles=("pie", "fixed", "lld")),
    Case(
        "plugin_throws",
        (
            clib("liberr.so", ERROR_LIB),
            plug(
                "plug.so",
                HEAD + ERROR +
                'void deep(int); extern "C" void plugged(int n) { try { deep(n); } catch (worse &w) { w.code = -w.code; throw; } }',
                cxx=True),
            cprog(
                ERROR +
                '#include <dlfcn.h>\nvoid deep(int); int main() { void *h = dlopen("plug/plug.so", RTLD_NOW); if (!h) return '
                'std::puts(dlerror()), 1; auto f = (void (*)(int))dlsym(h, "plugged");\n'
                'try { f(6); } catch (error &e) { std::printf("%d %s\\n", e.code, e.what()); } try { f(2); } catch (error &e) { '
                'std::printf("%d\\n", e.code); } }')),
        says="-6 worse\nunwound 2\n2\n", styles=("pie", "fixed")),
    Case(
        "frames_counted",
        (
            clib(
                "liba.so",
                BACKTRACE +
                "int depth() { int n = 0; _Unwind_Backtrace(one, &n); return n; } __attribute__((noinline)) int a_deep(int k) { return "
                "k ? a_deep(k - 1) + (k < 0) : depth(); }",
                "-fno-optimize-sibling-calls"),
            clib(
                "libb.so", "int a_deep(int); int b_deep(int k) { return a_deep(k) + 0 * k; }", "-fno-optimize-sibling-calls",
                needs=("liba.so",)),
            cprog(
                'int depth(), b_deep(int); int main() { int d = depth(); std::printf("%d %d\\n", b_deep(3) - d, b_deep(10) - b_deep(5)); }')),
        says=" 5\n", styles=("pie", "lld")),
    Case(
        "sections_of_functions",
        (
            clib(
                "liba.so",
                "#include <vector>\n#include <map>\nint sums(int n) { std::map<int, std::vector<int>> m; for (int i = 0; i < n; i++) m[i "
                "% 3].push_back(i); int s = 0; for (auto &x : m) s += x.second.size() * x.first; return s; }",
                "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections", "-g"),
            cprog(
                '#include <map>\n#include <vector>\nint sums(int); int main() { std::map<std::string, int> m{{"a", 1}}; m["b"] = '
                'sums(30); std::printf("%d %zu\\n", m["b"], m.size()); }',
                "-g")),
        says="30 2\n", styles=("pie", "fixed", "gcclld")),
]
