/* SPDX-License-Identifier: Apache-2.0 */
/* What Python files load: snippets and what must come of each. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "package/python.h"
#include "package/python_ask.h"
#include "package/python_lex.h"

#define OS "import os, sys, ctypes\nfrom ctypes import CDLL\n"

/* Each load as "act base pattern mode", a line each, in the order of lines. */
static void tell(const char *code, size_t n, char *out, size_t n_out, bool *cut) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_py_loads loads;
	uint8_t *copy = malloc(n == 0 ? 1 : n);
	size_t at = 0;
	assert_non_null(copy);
	memcpy(copy, code, n);
	assert_true(lw_py_scan((struct lw_span){copy, n}, &a, &loads, &err));
	assert_int_equal(err.code, LW_E_OK);
	*out = '\0';
	for (uint32_t i = 0; i < loads.n && at < n_out; i++) {
		const struct lw_py_load *l = &loads.at[i];
		at += (size_t)snprintf(out + at, n_out - at, "%u %s %s %s%s%s\n", (unsigned)l->line,
				       lw_py_act_name(l->act), lw_py_base_name(l->base), l->pattern,
				       l->mode == LW_PY_GLOBAL                 ? " global"
					       : l->mode == LW_PY_MODE_UNKNOWN ? " ?"
									       : "",
				       l->certain ? " certain" : "");
	}
	*cut = loads.cut;
	lw_arena_free(&a);
	free(copy);
}

static const struct {
	const char *code, *told;
} snippets[] = {
	{"", ""},
	{"x = 1\n", ""},
	{OS "CDLL('libz.so')\n", "3 load name libz.so certain\n"},
	{OS "CDLL('libz.so', mode=ctypes.RTLD_GLOBAL)\n", "3 load name libz.so global certain\n"},
	{OS "CDLL('libz.so', os.RTLD_NOW | os.RTLD_GLOBAL)\n", "3 load name libz.so global certain\n"},
	{OS "CDLL('libz.so', ctypes.RTLD_LOCAL)\n", "3 load name libz.so certain\n"},
	{OS "CDLL('libz.so', 0x102)\n", "3 load name libz.so global certain\n"},
	{OS "CDLL('libz.so', mode=foo())\n", "3 load name libz.so ? certain\n"},
	{OS "# CDLL('no')\n'''CDLL('no')'''\n", ""},
	{OS "CDLL(None)\n", "3 load program  certain\n"},
	{OS "CDLL(x)\n", "3 load anywhere * certain\n"},
	{OS "CDLL('/abs/./a/../libz.so')\n", "3 load absolute /abs/libz.so certain\n"},
	{OS "CDLL(r'C:\\x\\z.dll')\n", "3 load absolute C:\\x\\z.dll certain\n"},
	{OS "CDLL('lib/libz.so')\n", "3 load cwd lib/libz.so certain\n"},
	{OS "CDLL('li' \"b\" '''z''' R'.so')\n", "3 load name libz.so certain\n"},
	{OS "CDLL('\\x6cib\\172.so')\n", "3 load name libz.so certain\n"},
	{OS "CDLL(os.path.join(os.path.dirname(__file__), 'libz.so'))\n", "3 load here libz.so certain\n"},
	{OS "CDLL(os.path.dirname(os.path.dirname(__file__)) + '/x.libs/libz.so')\n",
	 "3 load here ../x.libs/libz.so certain\n"},
	{OS "d = os.path.dirname(__file__)\nCDLL('%s/%s.so' % (d, 'libz'))\n", "4 load here libz.so certain\n"},
	{OS "CDLL('{1}/lib{0}.so'.format('z', '/opt'))\n", "3 load absolute /opt/libz.so certain\n"},
	{OS "n = 'z'\nCDLL(f'/opt/lib{n}.so{{}}')\n", "4 load absolute /opt/libz.so{} certain\n"},
	{OS "CDLL(f'/opt/lib{unknown()!r:>{10}}.so')\n", "3 load absolute /opt/lib*.so certain\n"},
	{OS "CDLL(os.path.join(unknown(), 'libz3.so'))\n", "3 load anywhere */libz3.so certain\n"},
	{OS "n = 'a'\nif x:\n  n = 'b'\nCDLL(n)\n", "6 load name a\n6 load name b\n"},
	{OS "if x:\n  n = 'a'\nelse:\n  n = 'b'\nCDLL(n)\n", "7 load name a\n7 load name b\n"},
	{OS "if x:\n  n = 'a'\nelse:\n  raise E\nCDLL(n)\n", "7 load name a certain\n"},
	{OS "n = 'a'\nn = 'b'\nCDLL(n)\n", "5 load name b certain\n"},
	{OS "for n in ('a', 'b'): CDLL(n)\n", "3 load name a certain\n3 load name b certain\n"},
	{OS "for n, m in [('a', 'x'), ('b', 'y')]:\n CDLL(n + m)\n",
	 "4 load name ax certain\n4 load name by certain\n"},
	{OS "try:\n CDLL('a')\nexcept OSError:\n CDLL('b')\n", "4 load name a certain\n6 load name b\n"},
	{OS "def f(n='a'):\n CDLL(n)\n", "4 load name a\n4 load anywhere *\n"},
	{OS "def _f(n):\n CDLL(n)\n_f('a')\n_f('b')\n", "4 load name a certain\n4 load name b certain\n"},
	{OS "def _f(*n, **k):\n for x in n: CDLL(x)\n_f('a', 'b')\n", "4 load name a certain\n4 load name b certain\n"},
	{OS "def _f(n):\n return n + '.so'\nCDLL(_f('a'))\n", "5 load name a.so certain\n"},
	{OS "x = lambda n: CDLL('a' + n)\n", "3 load name a*\n"},
	{OS "[CDLL(n) for n in ['a', 'b'] if n]\n", "3 load name a\n3 load name b\n"},
	{OS "a, (b, *c) = 'x', ('y', 'z', 'w')\nCDLL(a + b)\n", "4 load name xy certain\n"},
	{OS "ctypes.cdll.z3\nctypes.cdll['q']\nctypes.windll.LoadLibrary('w')\n",
	 "3 load name z3 certain\n4 load name q certain\n5 load name w certain\n"},
	{OS "from ctypes.util import find_library as f\nf('z3')\n", "4 find name z3 certain\n"},
	{OS "CDLL(ctypes.util.find_library('z'))\n",
	 "3 load name libz.so*\n3 load anywhere */libz.dylib\n3 load anywhere */z.dll\n3 load program \n3 find name z "
	 "certain\n"},
	{OS "os.add_dll_directory(os.path.join(os.path.dirname(__file__), '..', 'x.libs'))\n",
	 "3 dll-directory here ../x.libs certain\n"},
	{OS "sys.setdlopenflags(sys.getdlopenflags() | os.RTLD_GLOBAL)\n", "3 flags name  global certain\n"},
	{OS "os.environ['PATH'] = '/a' + os.pathsep + os.environ['PATH'] + ';C:\\\\b'\n",
	 "3 variable absolute /a certain\n3 variable absolute C:\\b certain\n"},
	{OS "os.environ['HOME'] = '/a'\n", ""},
	{OS "os.putenv('LD_LIBRARY_PATH', '/a:/b')\n",
	 "3 variable absolute /a certain\n3 variable absolute /b certain\n"},
	{OS "import sys\nCDLL(os.path.join(sys.prefix, 'lib', 'libz.so'))\n", "4 load prefix lib/libz.so certain\n"},
	{OS "import pkg_resources as p\nCDLL(p.resource_filename('a.b', 'libz.so'))\n",
	 "4 load site a/b/libz.so certain\n"},
	{OS "import numpy\nCDLL(os.path.join(os.path.dirname(numpy.__file__), '.libs', 'x.so'))\n",
	 "4 load site numpy/.libs/x.so certain\n"},
	{OS "from . import sub\nCDLL(sub.__path__[0] + '/x.so')\n", "4 load here sub/x.so certain\n"},
	{OS "CDLL('a'); CDLL('b')\nif 1: CDLL('c'); CDLL('d')\n",
	 "3 load name a certain\n3 load name b certain\n4 load name c\n4 load name d\n"},
	{OS "class A(CDLL): pass\nA('x')\n", "4 load name x certain\n"},
	{OS "async def f():\n async with g() as h:\n  await CDLL('x')\n", "5 load name x\n"},
	{OS "@CDLL('deco')\ndef f(x: CDLL('no') = 1) -> None: pass\n", "3 load name deco certain\n"},
	{OS "with open(CDLL('x')) as f, y: CDLL('z')\n", "3 load name x certain\n3 load name z certain\n"},
	{OS "x = CDLL('a') if y else CDLL('b')\n", "3 load name a certain\n3 load name b\n"},
	{OS "CDLL(\n 'a'\n)\n", "3 load name a certain\n"},
	{OS "\tCDLL('indented')\n  CDLL('odd')\n", "3 load name indented certain\n4 load name odd certain\n"},
	{OS "CDLL('never closed'\nCDLL('b')\n", "3 load name never closed ? certain\n4 load name b certain\n"},
	{"\xef\xbb\xbfimport ctypes\r\nctypes.CDLL('crlf')\r\n", "2 load name crlf certain\n"},
	{"import ctypes\rctypes.CDLL('cr')\r", "2 load name cr certain\n"},
};

static void tables(void **state) {
	(void)state;
	static char told[65536];
	unsigned wrong = 0;
	bool cut;
	for (size_t i = 0; i < sizeof snippets / sizeof *snippets; i++) {
		tell(snippets[i].code, strlen(snippets[i].code), told, sizeof told, &cut);
		if (strcmp(told, snippets[i].told) != 0 || cut)
			print_message("%s-- told\n%s-- wanted\n%s\n", snippets[i].code, told, snippets[i].told);
		wrong += strcmp(told, snippets[i].told) != 0 || cut;
	}
	assert_int_equal(wrong, 0);
}

/* Every length and many bytes, for the sanitizers. */
static void damage(void **state) {
	(void)state;
	static char told[1 << 20], copy[512];
	bool cut;
	for (size_t i = 0; i < sizeof snippets / sizeof *snippets; i++) {
		const size_t n = strlen(snippets[i].code);
		assert_true(n < sizeof copy);
		for (size_t k = 0; k < n; k++) {
			tell(snippets[i].code, k, told, sizeof told, &cut);
			for (unsigned v = 0; v < 6; v++) {
				memcpy(copy, snippets[i].code, n);
				copy[k] = "\0(['\n\xff"[v];
				tell(copy, n, told, sizeof told, &cut);
			}
		}
	}
}

static void repeat(char *to, const char *what, unsigned times) {
	const size_t n = strlen(what);
	for (unsigned i = 0; i < times; i++)
		memcpy(to + i * n, what, n + 1);
}

/* Deep, wide and endless files end, and say that they were cut where they were. */
static void limits(void **state) {
	(void)state;
	static char code[1 << 20], told[1 << 20];
	static const struct {
		const char *each;
		unsigned times;
	} rows[] = {{"CDLL(", 100000},        {"[", 100000},       {"(", 100000},
		    {"f'{", 100000},          {"lambda: ", 50000}, {"not ", 100000},
		    {"a.b(c)[d]", 50000},     {"if x:\n", 50000},  {"x = x + x\n", 50000},
		    {"if x: y = 1\n", 50000}, {"a = b = ", 50000}, {"'a' ", 100000},
		    {"x if y else ", 50000},  {"- ", 100000},      {"a ** ", 100000},
		    {"a, ", 100000}};
	bool cut;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		strcpy(code, "from ctypes import CDLL\n");
		repeat(code + strlen(code), rows[i].each, rows[i].times);
		tell(code, strlen(code), told, sizeof told, &cut);
	}
	strcpy(code, "from ctypes import CDLL\nx = 'ab'\n");
	for (unsigned i = 0; i < 40; i++)
		sprintf(code + strlen(code), "def f%u(a):\n    f%u(a + x)\n    f%u(a)\n    CDLL(a)\n", i, (i + 1) % 40,
			(i + 7) % 40);
	strcat(code, "f0('lib')\n");
	tell(code, strlen(code), told, sizeof told, &cut);
	assert_non_null(strstr(told, "load name lib"));
	strcpy(code, "from ctypes import CDLL\n");
	for (unsigned i = 0; i < 12; i++)
		sprintf(code + strlen(code), "%*sfor v%u in '%s'.split():\n", (int)i, "", i, "a b c d e f g h i j");
	sprintf(code + strlen(code), "%*sCDLL(v0 + v1 + v2 + v3)\n", 12, "");
	tell(code, strlen(code), told, sizeof told, &cut);
	assert_non_null(strstr(told, "load "));
}

static void too_many(void **state) {
	(void)state;
	static char code[400000];
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_py_loads loads;
	strcpy(code, "from ctypes import CDLL\n");
	size_t at = strlen(code);
	for (unsigned i = 0; i < 5000; i++)
		at += (size_t)sprintf(code + at, "CDLL('lib%u')\n", i);
	assert_false(lw_py_scan((struct lw_span){(const uint8_t *)code, at}, &a, &loads, &err));
	assert_int_equal(err.code, LW_E_LIMIT);
	lw_arena_free(&a);
}

static void patterns(void **state) {
	(void)state;
	assert_true(lw_py_matches("libz.so", "libz.so"));
	assert_false(lw_py_matches("libz.so", "libz.so.1"));
	assert_true(lw_py_matches("*/libz3.so", "/a/b/libz3.so"));
	assert_true(lw_py_matches("*/libz3.so", "libz3.so"));
	assert_false(lw_py_matches("*/libz3.so", "xlibz3.so"));
	assert_true(lw_py_matches("lib/*/x*.so", "lib/a/b/xyz.so"));
	assert_false(lw_py_matches("lib/*/x*.so", "lib/a/b/xyz.so.1"));
	assert_true(lw_py_matches("*", ""));
	assert_string_equal(lw_py_pattern_name("../x.libs/libz*.so"), "libz*.so");
	assert_string_equal(lw_py_pattern_name("C:\\x\\z.dll"), "z.dll");
	assert_string_equal(lw_py_pattern_name("x"), "x");
}

static void load_order(void **state) {
	(void)state;
	static const char text[] = "a-12.dll\r\nb.dll  c.dll\n\n";
	struct lw_arena a = {0};
	struct lw_error err = {0};
	const char *const *names;
	uint32_t n;
	assert_true(lw_py_load_order((struct lw_span){(const uint8_t *)text, sizeof text - 1}, &a, &names, &n, &err));
	assert_int_equal(n, 3);
	assert_string_equal(names[0], "a-12.dll");
	assert_string_equal(names[2], "c.dll");
	static uint8_t wide[300];
	memset(wide, 'x', sizeof wide);
	assert_false(lw_py_load_order((struct lw_span){wide, sizeof wide}, &a, &names, &n, &err));
	assert_int_equal(err.code, LW_E_LIMIT);
	lw_arena_free(&a);
}

static void tokens(void **state) {
	(void)state;
	static const char text[] = "if x:\n\ty = f'{a!r:>{w}}b' # c\nz\n";
	static const uint8_t kinds[] = {PY_WORD,        PY_WORD,    PY_OP,     PY_NEWLINE, PY_INDENT,  PY_WORD,
					PY_OP,          PY_FSTRING, PY_OP,     PY_WORD,    PY_OP,      PY_TEXT,
					PY_FSTRING_END, PY_NEWLINE, PY_DEDENT, PY_WORD,    PY_NEWLINE, PY_END};
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct py_tokens t;
	assert_true(lw_py_lex((struct lw_span){(const uint8_t *)text, sizeof text - 1}, &a, &t, &err));
	assert_int_equal(t.n, sizeof kinds);
	for (uint32_t i = 0; i < t.n; i++)
		assert_int_equal(t.at[i].kind, kinds[i]);
	assert_int_equal(t.at[4].partner, 14);
	assert_int_equal(t.at[7].partner, 12);
	assert_int_equal(t.at[15].line, 3);
	lw_arena_free(&a);
}

static void asks(void **state) {
	(void)state;
	static const char text[] = "M: dict = {'a': '/x', 'b' 'c': ['/y', '/z'], 'd': unknown()}\n"
				   "def install(*a): pass\ninstall({'k': 'v'}, {'s', 't'}, '/p', 1)\n";
	const struct lw_span s = {(const uint8_t *)text, sizeof text - 1};
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_py_pairs p;
	struct lw_py_asked q;
	assert_true(lw_py_ask_dict(s, "M", &a, &p, &err));
	assert_int_equal(p.n, 3);
	assert_string_equal(p.at[1].key, "bc");
	assert_string_equal(p.at[2].value, "/z");
	assert_true(lw_py_ask_dict(s, "N", &a, &p, &err));
	assert_int_equal(p.n, 0);
	assert_true(lw_py_ask_call(s, "install", &a, &q, &err));
	assert_true(q.called);
	assert_string_equal(q.args[0].at[0].value, "v");
	assert_int_equal(q.args[1].n, 2);
	assert_string_equal(q.args[2].at[0].value, "/p");
	assert_int_equal(q.args[3].n, 0);
	lw_arena_free(&a);
}

RUN("python", T(tables), T(damage), T(limits), T(too_many), T(patterns), T(load_order), T(tokens), T(asks))
