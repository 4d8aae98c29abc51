# SPDX-License-Identifier: Apache-2.0
"""Sources of random libraries and programs for fuse_random.py.

All share one small world of names: functions f*, data d* (and other names for it, e*), tables of pointers p*, thread-local variables t*. A name may be
defined by several files, so that it shows whom the loader binds. Each file tells by probe_N what it sees under each name that it asks for.
"""
FUNCTIONS = [f"f{i}" for i in range(8)]
DATA = [f"d{i}" for i in range(5)]
OTHERS = {f"e{i}": f"d{i}" for i in range(3)}
TABLES = [f"p{i}" for i in range(3)]
THREADS = [f"t{i}" for i in range(4)]
NEVER = ["nowhere0", "nowhere1"]
PROGRAM = 9  # its number; libraries have 0 to 5

HEAD = """
struct obs { const char *name; void *at; int kind; };
extern int printf(const char *, ...);
extern char **environ;
"""


def kind(name):
    return {"f": "f", "d": "d", "e": "d", "p": "p", "t": "t", "n": "f"}[name[0]]


def declared(name, extra=""):
    attribute = f" __attribute__(({extra}))" if extra else ""
    return {"f": f"extern long {name}(long){attribute};", "d": f"extern long {name}[2]{attribute};", "p": f"extern void *{name}[4]{attribute};",
            "t": f"extern __thread long {name}{attribute};"}[kind(name)]


class Interface:
    """What a library offers in all of its variants: names, and the version that each has."""

    def __init__(self, rng, number):
        self.number = number
        self.names = [n for n in FUNCTIONS + DATA + TABLES + THREADS if rng.random() < 0.35]
        self.names += [e for e, d in OTHERS.items() if d in self.names and rng.random() < 0.5]
        self.scheme = rng.choice([None, None, ("V1", "V2"), (f"S{number}_1", f"S{number}_2")])
        self.version = {n: rng.choice([None, 0, 1, 1]) for n in self.names} if self.scheme else {}
        self.twice = [n for n in self.names if self.scheme and n[0] == "f" and rng.random() < 0.3]  # f@V1 and f@@V2

    def script(self):
        """The version script, or None."""
        if not self.scheme:
            return None
        groups = ["", ""]
        for name, which in self.version.items():
            if which is not None and name not in self.twice:
                groups[which] += f" {name};"
        first, second = self.scheme
        return f"{first} {{ global: only_{first}_{self.number};{groups[0]} }};\n{second} {{ global: only_{second}_{self.number};{groups[1]} }} {first};\n"


class Unit:
    """One source: of a library, or of a program."""

    def __init__(self, rng, interface, content, asked, perhaps=(), versioned=()):
        """asked: names that are surely defined in what is loaded; perhaps: others, asked for weakly; versioned: (name, version) that may be asked for
        by version."""
        self.rng, self.face, self.number = rng, interface, interface.number
        self.tag = 1000 * (self.number + 1) + 100 * content
        self.program = self.number == PROGRAM
        self.body, self.head, self.tail = [], [HEAD], []
        self.defined = [n for n in interface.names if rng.random() < 0.995]
        self.defined = [n for n in self.defined if n[0] != "e" or OTHERS[n] in self.defined]
        own = [n for n in self.defined if rng.random() < 0.8]
        others = [n for n in asked if n not in self.defined and rng.random() < 0.4]
        weakly = [n for n in perhaps if n not in asked and n not in self.defined and kind(n) != "t" and rng.random() < 0.3]
        self.asked = sorted(set(own + others + weakly))
        self.weak = {n for n in self.asked if n not in self.defined and kind(n) != "t" and (n in weakly or rng.random() < 0.15)}
        self.never = [n for n in NEVER if rng.random() < 0.3]
        self.versioned = [v for v in versioned if rng.random() < 0.3]
        self.count = {"ctor": rng.choice([0, 0, 1, 1, 2, 3]), "dtor": rng.choice([0, 0, 1, 2])}
        self.lazy = not self.program and rng.random() < 0.04

    def value(self, name):
        return self.tag + (FUNCTIONS + DATA + TABLES + THREADS + list(OTHERS)).index(name)

    def how(self, name):
        """Binding and visibility of a definition."""
        rng, words = self.rng, []
        if rng.random() < 0.2:
            words.append("weak")
        if rng.random() < 0.12 and not name.startswith("e") and name not in OTHERS.values():
            words.append('visibility("protected")')
        return ", ".join(words)

    def safe(self, name):
        """A term of the name's value; 0 where it is weak and nobody has it."""
        shape = {"f": "{0}(n - 1)", "d": "{0}[1]", "p": "({0}[1] != 0)", "t": "{0}"}[kind(name)].format(name)
        if name not in self.weak:
            return shape
        return f"(&{name} ? {shape} : 7)" if kind(name) != "f" else f"({name} ? {shape} : 7)"

    def terms(self):
        some = self.rng.sample(self.asked, min(len(self.asked), self.rng.randint(0, 3)))
        return "".join(f" + {self.rng.randint(1, 9)} * {self.safe(n)}" for n in some) + self.rng.choice(["", " + inner(n)", " + ht++", " + st"])

    def function(self, name):
        value, rng = self.value(name), self.rng
        how = self.how(name)
        attribute = f"__attribute__(({how})) " if how else ""
        if rng.random() < 0.15 and name not in self.face.twice and not self.program:  # a library may not ask for a program's: glibc gives up
            picked = rng.choice(["one", "two"])
            attribute = attribute.replace("weak, ", "").replace("__attribute__((weak)) ", "")
            self.body.append(f"static long {name}_one(long n) {{ return {value} + n; }}\nstatic long {name}_two(long n) {{ return {value} - n{self.terms_free()}; }}\n"
                             f"typedef long {name}_type(long);\nstatic {name}_type *{name}_pick(void) {{ return {name}_{picked}; }}\n"
                             f"{attribute}long {name}(long n) __attribute__((ifunc(\"{name}_pick\")));")
            return
        text = f"{{ calls++; if (n < 1) return {value}; return {value} + n{self.terms()}; }}"
        if name in self.face.twice:
            first, second = self.face.scheme
            self.body.append(f"long {name}_old(long n) {{ return -{value} - n; }}\nlong {name}_new(long n) {text}\n"
                             f"__asm__(\".symver {name}_old,{name}@{first}\\n.symver {name}_new,{name}@@{second}\");")
            return
        self.body.append(f"{attribute}long {name}(long n) {text}")

    def terms_free(self):
        return self.rng.choice(["", " + sd[0]", " + st"])

    def pointer(self):
        """A constant address."""
        able = [n for n in self.asked if n[0] in "fdep"]
        if not able or self.rng.random() < 0.3:
            return self.rng.choice(["(void *)inner", "&sd[1]", "&hd", "0", f"(void *)picked_{self.number}"])
        name = self.rng.choice(able)
        return {"f": f"(void *){name}", "d": f"&{name}[1]", "p": f"&{name}[2]"}[kind(name)]

    def variable(self, name):
        value, how = self.value(name), self.how(name)
        attribute = f"__attribute__(({how})) " if how else ""
        const = ""
        if name[0] == "e":
            self.body.append(f"extern long {name}[2] __attribute__((alias(\"{OTHERS[name]}\")));")
        elif name[0] == "d":
            start = self.rng.choice([f" = {{{value}, {value + 50}}}", f" = {{{value}}}", ""])
            attribute += self.rng.choice(["", "", "__attribute__((aligned(64))) "])
            self.body.append(f"{attribute}long {name}[2]{start};")
            if self.rng.random() < 0.06 and not attribute:
                self.body.append(f"#ifndef __clang__\n__asm__(\".type {name}, %gnu_unique_object\");\n#endif")
        elif name[0] == "p":
            self.body.append(f"{attribute}{const}void *{name}[4] = {{{', '.join(self.pointer() for _ in range(4))}}};")
        else:
            start = self.rng.choice(["", f" = {value}"])
            attribute += self.rng.choice(["", "", "", "__attribute__((aligned(32))) "])
            self.body.append(f"{attribute}__thread long {name}{start};")

    def life(self):
        rng = self.rng
        mark = "p" if self.program else str(self.number)
        for word, sign in (("ctor", "+"), ("dtor", "-")):
            for i in range(self.count[word]):
                order = rng.choice(["", "", f"({rng.randint(101, 999)})"])
                call = f" calls += {self.safe(rng.choice(self.asked))};" if self.asked and rng.random() < 0.3 else ""
                self.body.append(f"__attribute__(({word.replace('ctor', 'constructor').replace('dtor', 'destructor')}{order})) static void {word}{i}(void) "
                                 f"{{ long n = 1; (void)n;{call} printf(\"{sign}{mark}.{i} %ld\\n\", calls); }}")
        self.body.append(f"__attribute__((visibility(\"hidden\"))) void own_init(int c, char **v, char **e) {{ printf(\"+i{mark} %d %d\\n\", c > 0, e == environ || environ == 0); }}")
        self.body.append(f"__attribute__((visibility(\"hidden\"))) void own_fini(void) {{ printf(\"-i{mark}\\n\"); }}")

    def seen(self):
        rows = "".join(f"\to[i++] = (struct obs){{\"{n}\", (void *){'&' if kind(n) != 'f' else ''}{n}, '{kind(n)}'}};\n" for n in self.asked)
        rows += "".join(f"\to[i++] = (struct obs){{\"{n}\", (void *){n}, 'w'}};\n" for n in self.never)
        rows += "".join(f"\to[i++] = (struct obs){{\"{n}@{v}\", (void *){n}_at{i}, 'f'}};\n" for i, (n, v) in enumerate(self.versioned))
        rows += "\to[i++] = (struct obs){\"inner\", tables[0], 'x'};\n\to[i++] = (struct obs){\"tables\", tables[1], 'x'};\n"
        rows += "\to[i++] = (struct obs){\"tp\", tp, 'x'};\n\to[i++] = (struct obs){\"st\", &st, 't'};\n\to[i++] = (struct obs){\"ht\", &ht, 't'};\n"
        rows += "\to[i++] = (struct obs){\"environ\", &environ, 'x'};\n"
        return f"int probe_{self.number}(struct obs *o) {{\n\tint i = 0;\n{rows}\treturn i;\n}}"

    def deep(self):
        """A frame of this file on the stack of whom it calls; what it leaves is told."""
        return (f"static void left(int *x) {{ printf(\"~{self.number} %d\\n\", *x); }}\n"
                f"void deep_{self.number}(void (*const *next)(void *), void *more) {{ __attribute__((cleanup(left))) int here = {self.tag}; "
                "next[0]((void *)(next + 1)); printf(\"%p\", more); }")

    def text(self):
        rng = self.rng
        model = rng.choice(["", "", "initial-exec", "global-dynamic", "local-dynamic"])
        for name in self.asked:
            words = ["weak"] if name in self.weak else []
            if kind(name) == "t" and model in ("initial-exec", "global-dynamic"):
                words.append(f'tls_model("{model}")')
            self.head.append(declared(name, ", ".join(words)))
        self.head += [declared(n, "weak") for n in self.never]
        self.head += [f"extern long {n}_at{i}(long);\n__asm__(\".symver {n}_at{i},{n}@{v}\");" for i, (n, v) in enumerate(self.versioned)]
        local = ' __attribute__((tls_model("local-dynamic")))' if model == "local-dynamic" else ""
        self.head.append(f"static long calls;\nstatic long sd[2] = {{3, 4}};\nstatic __thread long st{local} = {self.tag + 77};\n"
                         f"__attribute__((visibility(\"hidden\"))) __thread long ht{local};\n__attribute__((visibility(\"hidden\"))) long hd = 5;\n"
                         "static long inner(long n) { return n + sd[0]++ + hd; }\n"
                         "static long picked_a(long n) { return n; }\ntypedef long picked_type(long);\nstatic picked_type *pick(void) { return picked_a; }\n"
                         f"long picked_{self.number}(long n) __attribute__((visibility(\"hidden\"), ifunc(\"pick\")));")
        if self.face.scheme:
            self.body += [f"int only_{v}_{self.number} = 1;" for v in self.face.scheme]
        for name in self.defined:
            if name[0] == "f":
                self.function(name)
            else:
                self.variable(name)
        self.life()
        self.body.append(f"{rng.choice(['', 'const '])}static void *tables[2] = {{(void *)inner, {self.pointer()}}};".replace("const static void *", "static void *const "))
        self.body.append(f"static __thread void *tp = {self.pointer()};")
        if self.lazy:
            self.body.append(f"extern long gone_{self.number}(long);\nvolatile int never_{self.number};\n"
                             f"void ask_{self.number}(void) {{ if (never_{self.number}) calls += gone_{self.number}(1); }}")
        self.body += [self.seen(), self.deep()]
        return "\n".join(self.head + self.body + self.tail) + "\n"


def program(rng, unit, slots, needed):
    """The source of a program, also good for a library that is loaded later: what it does is told by its first argument."""
    direct = [s for s in slots if s in needed and rng.random() < 0.7]
    unit.tail.append("".join(f"extern int probe_{s}(struct obs *){'' if s in direct else ' __attribute__((weak))'};\n"
                             f"extern void deep_{s}(void (*const *)(void *), void *){'' if s in direct else ' __attribute__((weak))'};\n" for s in slots))
    rows = ", ".join(f"probe_{s}" for s in slots)
    names = ", ".join(f'"{n}"' for n in FUNCTIONS + DATA + TABLES + THREADS + list(OTHERS) + NEVER)
    sonames = ", ".join(f'"libs{s}.so"' for s in slots)
    deeps = ", ".join(f"(void (*)(void *))deep_{s}" for s in slots)
    unit.tail.append(MAIN.replace("PROBES", rows).replace("SONAMES", sonames).replace("NAMES", names).replace("DEEPS", deeps))
    return unit.text()


MAIN = r"""
extern void *dlopen(const char *, int), *dlsym(void *, const char *), *dlvsym(void *, const char *, const char *);
extern int dlclose(void *), atoi(const char *), pthread_create(void *, void *, void *(*)(void *), void *), pthread_join(unsigned long, void **);
extern void pthread_exit(void *);
extern int strcmp(const char *, const char *);
static void *known[4000];
static int n_known;
static int class(void *p) {
	if (p == 0) return 0;
	for (int i = 0; i < n_known; i++) if (known[i] == p) return i + 1;
	if (n_known < 4000) known[n_known++] = p;
	return n_known;
}
static void show(const char *who, struct obs *o) {
	printf("%s %s #%d", who, o->name, class(o->at));
	if (o->at != 0 && o->kind == 'f') printf(" %ld", ((long (*)(long))o->at)(2));
	if (o->at != 0 && o->kind == 'd') printf(" %ld %ld", ((long *)o->at)[0], ((long *)o->at)[1]++);
	if (o->at != 0 && o->kind == 't') printf(" %ld", ++*(long *)o->at);
	for (int i = 0; o->at != 0 && o->kind == 'p' && i < 4; i++) printf(" #%d", class(((void **)o->at)[i]));
	printf("\n");
}
static int (*const probes[])(struct obs *) = {probe_9, PROBES};
static const char *const names[] = {NAMES};
#ifndef DSO /* no name of a library in it leads to another one */
static const char *const sonames[] = {SONAMES};
#endif
static void *all(void *who) {
	struct obs o[60];
	for (unsigned k = 0; k < sizeof probes / sizeof *probes; k++) {
		if (probes[k] == 0) { printf("no probe %u\n", k); continue; }
		int n = probes[k](o);
		char name[3] = {*(const char *)who, '0' + k, 0};
		for (int i = 0; i < n; i++) show(name, &o[i]);
	}
	return 0;
}
static void asked(int versions) {
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		const char k = names[i][0];
		struct obs o = {names[i], dlsym(0, names[i]), k == 'e' ? 'd' : k == 'n' ? 'f' : k};
		show("dlsym", &o);
		if (k == 'f' && versions) { o.at = dlvsym(0, names[i], "V1"); show("dlvsym V1", &o); o.at = dlvsym(0, names[i], "V2"); show("dlvsym V2", &o); }
	}
}
#ifndef DSO
static void opened(void) {
	for (unsigned i = 0; i < sizeof sonames / sizeof *sonames; i++) {
		void *h = dlopen(sonames[i], 2 | 4);
		char name[] = {'p', 'r', 'o', 'b', 'e', '_', sonames[i][4], 0};
		printf("dlopen %s: %d #%d\n", sonames[i], h != 0, h == 0 ? 0 : class(dlsym(h, name)));
		if (h != 0) dlclose(h);
	}
}
#endif
static void last(void *unused) { (void)unused; printf("the last\n"); pthread_exit(0); }
static void *unwound(void *unused) {
	static void (*const all_of_them[])(void *) = {DEEPS};
	static void (*chain[12])(void *);
	int n = 0;
	(void)unused;
	for (unsigned i = 0; i < sizeof all_of_them / sizeof *all_of_them; i++) if (all_of_them[i] != 0) chain[n++] = all_of_them[i];
	chain[n] = last;
	deep_9(chain, 0);
	return 0;
}
static void threaded(void *(*f)(void *), void *arg) {
	unsigned long t;
	if (pthread_create(&t, 0, f, arg) == 0) pthread_join(t, 0);
}
__attribute__((visibility("default"))) int run(int mode) {
	all("a");
	if (mode & 1) asked(mode & 32);
#ifndef DSO
	if (mode & 2) opened();
#endif
	if (mode & 4) threaded(all, "t");
	if (mode & 8) threaded(unwound, 0);
	if (mode & 16) { asked(mode & 32); all("b"); }
	return (n_known & 63) + 1;
}
int main(int argc, char **argv) { return run(argc > 1 ? atoi(argv[1]) : 0); }
"""

HOST = r"""
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv) {
	void *h = dlopen(argv[2], RTLD_NOW | (atoi(argv[3]) ? RTLD_GLOBAL : 0));
	if (argc < 4 || h == NULL) { fprintf(stderr, "%s\n", dlerror()); return 99; }
	int (*run)(int) = (int (*)(int))dlsym(h, "run");
	int status = run(atoi(argv[1]));
	if (atoi(argv[3]) == 0) printf("dlclose %d\n", dlclose(h));
	return status;
}
"""

NEEDS = r"""
#include <stdlib.h>
int run(int mode);
int main(int argc, char **argv) { return run(atoi(argv[1])); }
"""
