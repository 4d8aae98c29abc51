/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of made ELF files of both classes and byte orders: what each comes to, what changes nothing, and what is
 * refused with which words. What real loaders make of it is tests/live/edit_elf.py's. */
#include "unit.h"

#include <elf.h>
#include <string.h>

#include "edit_elf_fixture.h"

/* An edit, what the file says before it and behind it, and what is told. */
struct row {
	enum lw_edit_kind kind;
	const char *what, *to;
	const char *change; /* NULL: nothing changes */
};

static const struct row rows[] = {
	{LW_EDIT_SET_SONAME, "libother.so.2", NULL, "soname: libown.so.1 -> libother.so.2"},
	{LW_EDIT_SET_SONAME, "libown.so.1", NULL, NULL},
	{LW_EDIT_SET_RPATH, "$ORIGIN", NULL, "runpath: /build/of/mine/lib -> $ORIGIN"},
	{LW_EDIT_SET_RPATH, "/build/of/mine/lib", NULL, NULL},
	{LW_EDIT_ADD_RPATH, "/x:/y", NULL, "runpath: /build/of/mine/lib -> /build/of/mine/lib:/x:/y"},
	{LW_EDIT_ADD_RPATH, "/build/of/mine/lib", NULL, NULL},
	{LW_EDIT_PREPEND_RPATH, "/x:/y", NULL, "runpath: /build/of/mine/lib -> /x:/y:/build/of/mine/lib"},
	{LW_EDIT_PREPEND_RPATH, "/build/of/mine/lib", NULL, NULL},
	{LW_EDIT_REMOVE_RPATH, "/build/of/mine/lib", NULL, "runpath: /build/of/mine/lib -> none"},
	{LW_EDIT_REMOVE_RPATH, "/other", NULL, NULL},
	{LW_EDIT_REPLACE_RPATH, "/build/of/mine/lib", "/z", "runpath: /build/of/mine/lib -> /z"},
	{LW_EDIT_REPLACE_RPATH, "/other", "/build/of/mine/lib", NULL},
	{LW_EDIT_CLEAR_RPATH, NULL, NULL, "runpath: /build/of/mine/lib -> none"},
	{LW_EDIT_SHRINK_RPATH, NULL, NULL, "runpath: /build/of/mine/lib -> none"},
	{LW_EDIT_RPATH_KIND, "rpath", NULL, "rpath: runpath /build/of/mine/lib -> /build/of/mine/lib"},
	{LW_EDIT_RPATH_KIND, "runpath", NULL, NULL},
	{LW_EDIT_ADD_NEEDED, "libnew.so", NULL, "needed: + libnew.so"},
	{LW_EDIT_ADD_NEEDED, "libc.so.6", NULL, NULL},
	{LW_EDIT_PREPEND_NEEDED, "libnew.so", NULL, "needed: + libnew.so, as the first"},
	{LW_EDIT_PREPEND_NEEDED, "libc.so.6", NULL, NULL},
	{LW_EDIT_REMOVE_NEEDED, "libother.so", NULL, NULL},
	{LW_EDIT_REPLACE_NEEDED, "libc.so.6", "libnew.so", "needed: libc.so.6 -> libnew.so"},
	{LW_EDIT_REPLACE_NEEDED, "libother.so", "libc.so.6", NULL},
	{LW_EDIT_REPLACE_NEEDED, "libc.so.6", "libc.so.6", NULL},
	{LW_EDIT_ORDER_NEEDED, "libc.so.6", NULL, "needed: in the order libc.so.6"},
	{LW_EDIT_ORDER_NEEDED, "libm.so.6:libc.so.6", NULL, NULL},
	{LW_EDIT_WEAKEN_VERSION, "GLIBC_2.29", NULL, "version need: GLIBC_2.29 of libm.so.6 is weak"},
	{LW_EDIT_REMOVE_VERSION, "libc.so.6:GLIBC_2.2.5", NULL, "version need: - GLIBC_2.2.5 of libc.so.6"},
	{LW_EDIT_REMOVE_VERSION, "libm.so.6:GLIBC_2.2.5", NULL, NULL},
	{LW_EDIT_REPLACE_VERSION, "GLIBC_2.29", "GLIBC_2.2.5", "version need: GLIBC_2.29 of libm.so.6 -> GLIBC_2.2.5"},
	{LW_EDIT_CLEAR_SYMBOL_VERSION, "use_m", NULL, "symbol use_m: without a version"},
	{LW_EDIT_RENAME_SYMBOL, "use_a", "use_z", "symbol: use_a -> use_z"},
	{LW_EDIT_RENAME_SYMBOL, "def_b", "defined_anew", "symbol: def_b -> defined_anew"},
	{LW_EDIT_RENAME_SYMBOL, "gone", "use_a", NULL},
	{LW_EDIT_SET_FLAG, "nodelete", NULL, "flag nodelete: on"},
	{LW_EDIT_CLEAR_FLAG, "nodelete", NULL, NULL},
	{LW_EDIT_NODEFAULTLIB, NULL, NULL, "flag nodeflib: on"},
	{LW_EDIT_BIND_NOW, NULL, NULL, "flag now: on"},
	{LW_EDIT_EXECSTACK, "on", NULL, "executable stack: on"},
	{LW_EDIT_EXECSTACK, "off", NULL, NULL},
	{LW_EDIT_ADD_DEBUG_TAG, NULL, NULL, "DT_DEBUG: added"},
	{LW_EDIT_SET_OS_ABI, "FreeBSD", NULL, "OS ABI: 0 -> 9 (FreeBSD)"},
	{LW_EDIT_SET_OS_ABI, "System V", NULL, NULL},
};

static void check(const struct row *r, const struct ex_edited *x) {
	if (!x->ok)
		fail_msg("--%s %s: %s", lw_edit_word(r->kind), r->what, x->err.text);
	assert_int_equal(x->e.pieces.list.n != 0, r->change != NULL);
	assert_int_equal(x->e.changes.n != 0, r->change != NULL);
	if (r->change != NULL)
		assert_string_equal(x->e.changes.at[0], r->change);
}

static void each_edit_in_each_flavour(void **state) {
	(void)state;
	for (unsigned n = 0; n < 8 * sizeof rows / sizeof rows[0]; n++) {
		const struct row *r = &rows[n / 8];
		const struct lw_edit edit = {r->kind, r->what, r->to};
		struct fx f;
		struct ex_edited x;
		ex_edit_made(ex_variant(n), &edit, 1, (struct lw_edit_opts){0}, &f, &x);
		check(r, &x);
		ex_end(&f, &x);
	}
}

/* What has changed can be read where it belongs. */
static void what_is_read_afterwards(void **state) {
	(void)state;
	static const struct lw_edit edits[] = {
		{LW_EDIT_SET_SONAME, "libnew.so.9", NULL},
		{LW_EDIT_SET_RPATH, "$ORIGIN:/opt/lib", NULL},
		{LW_EDIT_ADD_NEEDED, "libz.so.1", NULL},
		{LW_EDIT_PREPEND_NEEDED, "libfirst.so", NULL},
		{LW_EDIT_REPLACE_NEEDED, "libm.so.6", "libmath.so"},
		{LW_EDIT_RENAME_SYMBOL, "def_c", "another"},
		{LW_EDIT_SET_FLAG, "origin", NULL},
		{LW_EDIT_EXECSTACK, "on", NULL},
		{LW_EDIT_SET_OS_ABI, "GNU", NULL},
	};
	for (unsigned n = 0; n < 8; n++) {
		struct fx f;
		struct ex_edited x;
		ex_edit_made(ex_variant(n), edits, sizeof edits / sizeof edits[0], (struct lw_edit_opts){0}, &f, &x);
		assert_true(x.ok);
		assert_string_equal(x.img->soname.text, "libnew.so.9");
		assert_string_equal(x.img->runpath.text, "$ORIGIN:/opt/lib");
		assert_null(x.img->rpath.text);
		assert_string_equal(ex_needs(&x), "libfirst.so libmath.so libc.so.6 libz.so.1");
		assert_string_equal(ex_asks(&x),
				    "libc.so.6:GLIBC_2.2.5 libc.so.6:GLIBC_ABI_DT_RELR libmath.so:GLIBC_2.29");
		assert_non_null(strstr(ex_symbols(&x), "another@V_1"));
		assert_non_null(strstr(ex_symbols(&x), "def_b@V_1"));
		assert_null(strstr(ex_symbols(&x), "def_c"));
		assert_int_equal(x.img->elf->flags, DF_ORIGIN);
		assert_int_equal(x.img->elf->flags_1, DF_1_ORIGIN);
		assert_int_equal(x.img->elf->ident[EI_OSABI], ELFOSABI_GNU);
		for (uint32_t i = 0; i < x.img->elf->n_phdrs; i++)
			if (x.img->elf->phdrs[i].p_type == PT_GNU_STACK)
				assert_int_equal(x.img->elf->phdrs[i].p_flags, PF_R | PF_W | PF_X);
		ex_end(&f, &x);
	}
}

static void an_interpreter_of_any_length(void **state) {
	(void)state;
	static const char *const paths[] = {"/x", "/lib/ld-own.so.2",
					    "/a/much/longer/path/than/there/was/before/ld.so"};
	for (unsigned n = 0; n < 24; n++) {
		struct ex_opts o = ex_variant(n);
		struct fx f;
		struct ex_edited x;
		const struct lw_edit edit = {LW_EDIT_SET_INTERPRETER, paths[n / 8], NULL};
		o.program = true;
		ex_edit_made(o, &edit, 1, (struct lw_edit_opts){0}, &f, &x);
		assert_true(x.ok);
		assert_string_equal(x.img->interp, edit.what);
		assert_int_equal(x.e.strategy, n / 8 == 2 ? LW_STRATEGY_APPEND : LW_STRATEGY_IN_PLACE);
		/* Of the longer one that was there before nothing is left. */
		assert_int_equal(ex_find(x.bytes, "d-own.so.1"), UINT64_MAX);
		ex_end(&f, &x);
	}
}

struct refused {
	enum lw_edit_kind kind;
	const char *what, *to;
	enum lw_code code;
	const char *text;
};

static const struct refused refusals[] = {
	{LW_EDIT_SET_SONAME, "", NULL, LW_E_USAGE, "--set-soname needs a name"},
	{LW_EDIT_ADD_NEEDED, "", NULL, LW_E_USAGE, "--add-needed needs the name of a library"},
	{LW_EDIT_PREPEND_NEEDED, "", NULL, LW_E_USAGE, "--prepend-needed needs the name of a library"},
	{LW_EDIT_REPLACE_NEEDED, "libc.so.6", "", LW_E_USAGE, "--replace-needed needs the name of a library"},
	{LW_EDIT_REPLACE_NEEDED, "libq.so", "libr.so", LW_E_NOT_FOUND,
	 "does not need libq.so; what it needs: linkwright tree"},
	{LW_EDIT_ORDER_NEEDED, "libc.so.6:libq.so", NULL, LW_E_NOT_FOUND,
	 "does not need libq.so, which --order-needed names"},
	{LW_EDIT_REMOVE_NEEDED, "libm.so.6", NULL, LW_E_UNSUPPORTED,
	 "versions of libm.so.6 are still needed: use_m@GLIBC_2.29; --drop-versions binds them without a version, "
	 "--replace-needed names another library"},
	{LW_EDIT_REPLACE_RPATH, "/q", "/r", LW_E_NOT_FOUND, "its search path has no '/q' that could be replaced"},
	{LW_EDIT_RPATH_KIND, "path", NULL, LW_E_USAGE, "--rpath-kind is rpath or runpath, not 'path'"},
	{LW_EDIT_WEAKEN_VERSION, "Q_1", NULL, LW_E_NOT_FOUND, "asks no library for the version Q_1"},
	{LW_EDIT_WEAKEN_VERSION, "libm.so.6:GLIBC_2.2.5", NULL, LW_E_NOT_FOUND,
	 "asks no library for the version libm.so.6:GLIBC_2.2.5"},
	{LW_EDIT_REPLACE_VERSION, "Q_1", "Q_2", LW_E_NOT_FOUND, "asks no library for the version Q_1"},
	{LW_EDIT_REPLACE_VERSION, "GLIBC_2.29", "libq.so:Q_1", LW_E_NOT_FOUND,
	 "does not need libq.so, which --replace-version names"},
	{LW_EDIT_REPLACE_VERSION, "GLIBC_2.29", "libc.so.6:", LW_E_USAGE,
	 "--replace-version takes OLD=NEW, and NEW names no version"},
	{LW_EDIT_CLEAR_SYMBOL_VERSION, "gone", NULL, LW_E_NOT_FOUND, "has no dynamic symbol gone"},
	{LW_EDIT_RENAME_SYMBOL, "gone", "here", LW_E_NOT_FOUND, "has no dynamic symbol gone"},
	{LW_EDIT_RENAME_SYMBOL, "use_a", "", LW_E_USAGE,
	 "--rename-symbol takes OLD=NEW; NEW is a name without a version, not ''"},
	{LW_EDIT_RENAME_SYMBOL, "use_a", "b@V", LW_E_USAGE,
	 "--rename-symbol takes OLD=NEW; NEW is a name without a version, not 'b@V'"},
	{LW_EDIT_RENAME_SYMBOL, "def_b", "def_c", LW_E_UNSUPPORTED,
	 "defines both def_b and def_c; one name cannot stand for two things"},
	{LW_EDIT_SET_FLAG, "fast", NULL, LW_E_USAGE,
	 "there is no flag 'fast' in DT_FLAGS or DT_FLAGS_1; some are now, nodelete, nodeflib, origin, symbolic, "
	 "initfirst, noopen, global, interpose, pie"},
	{LW_EDIT_EXECSTACK, "maybe", NULL, LW_E_USAGE, "--execstack is on or off, not 'maybe'"},
	{LW_EDIT_SET_OS_ABI, "Plan 9", NULL, LW_E_USAGE,
	 "there is no OS ABI 'Plan 9'; there are System V, Linux, FreeBSD, NetBSD, OpenBSD, Solaris …"},
	{LW_EDIT_SET_INTERPRETER, "/lib/ld.so", NULL, LW_E_UNSUPPORTED,
	 "is a library without an interpreter of its own; --set-interpreter is for programs"},
	{LW_EDIT_DEPENDENT_LOAD_FLAGS, "1", NULL, LW_E_UNSUPPORTED, "--load-flags has no meaning for an ELF file"},
};

static void refuse(const struct fx *f, const struct refused *r, struct lw_edit_opts opts) {
	struct ex_edited x;
	const struct lw_edit edit = {r->kind, r->what, r->to};
	ex_lay(f, &edit, 1, opts, &x);
	assert_false(x.ok);
	assert_string_equal(x.err.text, r->text);
	assert_int_equal(x.err.code, r->code);
	ex_done(&x);
}

static void what_is_refused(void **state) {
	(void)state;
	for (unsigned n = 0; n < 4 * sizeof refusals / sizeof refusals[0]; n++) {
		const struct ex_opts o = ex_flavour(n % 4);
		struct fx f;
		ex_make(&f, &o);
		refuse(&f, &refusals[n / 4], (struct lw_edit_opts){0});
		fx_free(&f);
	}
}

/* What is not there to be changed is no error for those who ask as patchelf does. */
static void lenient_edits_are_not(void **state) {
	(void)state;
	for (unsigned n = 0; n < sizeof refusals / sizeof refusals[0]; n++) {
		const struct refused *r = &refusals[n];
		struct fx f;
		struct ex_edited x;
		const struct lw_edit edit = {r->kind, r->what, r->to};
		if (r->code != LW_E_NOT_FOUND || r->kind == LW_EDIT_ORDER_NEEDED || strchr(r->text, ',') != NULL)
			continue;
		ex_edit_made(ex_flavour(n % 4), &edit, 1, (struct lw_edit_opts){.lenient = true}, &f, &x);
		assert_true(x.ok);
		assert_int_equal(x.e.pieces.list.n, 0);
		assert_int_equal(x.e.warnings.n, 0);
		ex_end(&f, &x);
	}
}

/* A file that is made otherwise, and what it says to an edit. */
struct odd {
	const char *mark, *field;
	uint64_t value;
	bool program;
	struct refused refused;
};

static const struct odd odd_files[] = {
	{"ehdr",
	 "e_type",
	 ET_REL,
	 false,
	 {LW_EDIT_SET_SONAME, "x", NULL, LW_E_UNSUPPORTED,
	  "is neither a program nor a shared library: an object file, a core file or the like has nothing that a "
	  "loader looks at"}},
	{"phdr.dynamic",
	 "p_filesz",
	 0,
	 false,
	 {LW_EDIT_SET_SONAME, "x", NULL, LW_E_UNSUPPORTED,
	  "is a separate debug file: edit the file that it belongs to"}},
	{"phdr.dynamic",
	 "p_type",
	 PT_NULL,
	 true,
	 {LW_EDIT_SET_SONAME, "x", NULL, LW_E_UNSUPPORTED,
	  "has no dynamic section: it is a static program, and --set-soname has nothing to change in it"}},
	{"phdr.interp",
	 "p_type",
	 PT_NULL,
	 true,
	 {LW_EDIT_SET_INTERPRETER, "/x", NULL, LW_E_UNSUPPORTED,
	  "is a library without an interpreter of its own; --set-interpreter is for programs"}},
	{"ehdr",
	 "e_type",
	 ET_EXEC,
	 true,
	 {LW_EDIT_SET_INTERPRETER, "", NULL, LW_E_USAGE,
	  "the path of an interpreter has 1 to 4095 bytes, and this one has 0"}},
	{"phdr.data",
	 "p_flags",
	 PF_R,
	 false,
	 {LW_EDIT_ADD_DEBUG_TAG, NULL, NULL, LW_E_UNSUPPORTED,
	  "its dynamic section lies in memory that is not written to, and ld.so would die of writing DT_DEBUG"}},
	{"dyn.DT_STRSZ",
	 "d_val",
	 0xffffff,
	 false,
	 {LW_EDIT_SET_SONAME, "x", NULL, LW_E_UNSUPPORTED,
	  "has no dynamic string table that could be found by DT_STRTAB and DT_STRSZ"}},
};

static void odd_files_are_refused(void **state) {
	(void)state;
	for (unsigned n = 0; n < 4 * sizeof odd_files / sizeof odd_files[0]; n++) {
		const struct odd *r = &odd_files[n / 4];
		struct ex_opts o = ex_flavour(n % 4);
		struct fx f;
		o.program = r->program;
		ex_make(&f, &o);
		fx_set(&f, r->mark, r->field, r->value);
		refuse(&f, &r->refused, (struct lw_edit_opts){0});
		fx_free(&f);
	}
}

/* A static PIE relocates itself. */
static void static_pies(void **state) {
	(void)state;
	static const struct refused both[] = {
		{LW_EDIT_ADD_NEEDED, "libx.so", NULL, LW_E_UNSUPPORTED,
		 "is a static PIE: no loader would load libx.so for it"},
		{LW_EDIT_SET_INTERPRETER, "/lib/ld.so", NULL, LW_E_UNSUPPORTED,
		 "is a static PIE: it relocates itself, and with an interpreter it would be relocated twice"},
		{LW_EDIT_ADD_RPATH, "/x", NULL, LW_E_UNSUPPORTED,
		 "is a static PIE: it looks for no libraries, and glibc's start code dies of a search path in it"},
	};
	for (unsigned n = 0; n < 12; n++) {
		const struct ex_opts o = ex_flavour(n % 4);
		struct fx f;
		ex_make(&f, &o);
		fx_set(&f, "dyn.DT_NEEDED", "d_tag", DT_FLAGS_1);
		fx_set(&f, "dyn.DT_NEEDED", "d_val", DF_1_PIE);
		fx_set(&f, "dyn.DT_NEEDED2", "d_tag", DT_DEBUG);
		refuse(&f, &both[n / 4], (struct lw_edit_opts){0});
		fx_free(&f);
	}
}

static void limits(void **state) {
	(void)state;
	static const struct refused headers = {LW_EDIT_SET_SONAME, "x", NULL, LW_E_UNSUPPORTED,
					       "has 606 program headers, and files of up to 512 can be edited"},
				    page = {LW_EDIT_SET_SONAME, "x", NULL, LW_E_USAGE,
					    "a page of 5000 bytes is no power of two from 4096 on"};
	struct ex_opts o = ex_flavour(1);
	struct fx f;
	ex_make(&f, &o);
	refuse(&f, &page, (struct lw_edit_opts){.page_size = 5000});
	fx_free(&f);
	o.n_nulls = 600;
	ex_make(&f, &o);
	refuse(&f, &headers, (struct lw_edit_opts){0});
	fx_free(&f);
}

/* DT_MIPS_RLD_MAP_REL counts from its own entry, which moves with others and with the whole section. */
static void mips_map_follows(void **state) {
	(void)state;
	static const struct lw_edit edits[] = {{LW_EDIT_ADD_NEEDED, "libnew.so", NULL},
					       {LW_EDIT_CLEAR_RPATH, NULL, NULL}};
	for (unsigned n = 0; n < 16; n++) {
		struct ex_opts o = ex_flavour(n % 4);
		struct fx f;
		struct ex_edited x;
		o.machine = EM_MIPS;
		o.mips_map = true;
		o.spare_tags = n >= 8 ? 4 : 0;
		ex_make(&f, &o);
		const uint64_t map = fx_find(&f, ".rld_map")->off + EX_BASE + 2 * EX_STEP;
		ex_edit(&f, &edits[n / 4 % 2], 1, (struct lw_edit_opts){0}, &x);
		assert_true(x.ok);
		uint64_t at = 0, i = 0;
		for (uint32_t k = 0; k < x.img->elf->n_phdrs; k++)
			if (x.img->elf->phdrs[k].p_type == PT_DYNAMIC)
				at = x.img->elf->phdrs[k].p_vaddr;
		while (x.img->elf->dyns[i].d_tag != DT_MIPS_RLD_MAP_REL)
			i++;
		const uint64_t mask = o.is64 ? UINT64_MAX : UINT32_MAX, size = o.is64 ? 16 : 8;
		assert_int_equal((at + i * size + x.img->elf->dyns[i].d_val) & mask, map);
		ex_end(&f, &x);
	}
}

static void the_order_of_needed(void **state) {
	(void)state;
	static const struct {
		const char *asked, *then;
	} orders[] = {
		{"d.so", "d.so libm.so.6 libc.so.6 e.so"},
		{"e.so:d.so", "e.so d.so libm.so.6 libc.so.6"},
		{"libc.so.6:libm.so.6", "libc.so.6 libm.so.6 d.so e.so"},
		{"e.so:libc.so.6:libm.so.6:d.so", "e.so libc.so.6 libm.so.6 d.so"},
		{"libc.so.6:libc.so.6:libm.so.6", "libc.so.6 libm.so.6 d.so e.so"},
		{"", "libm.so.6 libc.so.6 d.so e.so"},
	};
	for (unsigned n = 0; n < 4 * sizeof orders / sizeof orders[0]; n++) {
		const struct lw_edit edits[] = {{LW_EDIT_ADD_NEEDED, "d.so", NULL},
						{LW_EDIT_ADD_NEEDED, "e.so", NULL},
						{LW_EDIT_ORDER_NEEDED, orders[n / 4].asked, NULL}};
		struct fx f;
		struct ex_edited x;
		ex_edit_made(ex_flavour(n % 4), edits, 3, (struct lw_edit_opts){0}, &f, &x);
		assert_true(x.ok);
		assert_string_equal(ex_needs(&x), orders[n / 4].then);
		ex_end(&f, &x);
	}
}

RUN("edit_elf", T(each_edit_in_each_flavour), T(what_is_read_afterwards), T(an_interpreter_of_any_length),
    T(what_is_refused), T(lenient_edits_are_not), T(odd_files_are_refused), T(static_pies), T(limits),
    T(mips_map_follows), T(the_order_of_needed))
