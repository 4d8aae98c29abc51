/* SPDX-License-Identifier: Apache-2.0 */
/* Edits of the fixture of both kinds: what no linker at hand writes, and each way that names find room. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "edit/pe_edit.h"
#include "format/formats.h"
#include "pe_fixture.h"

#define LONG_NAME "a-library-with-a-name-that-is-much-longer-than-the-one-that-it-had-before.dll"

/* One file, the edits of it, and what comes of them in memory of its own. */
struct done {
	struct lw_arena a;
	struct lw_source src, after;
	struct lw_editing e;
	struct lw_error err;
	struct lw_images now;
	uint8_t *bytes;
	bool laid;
};

static void edit(struct done *d, const struct px *f, const struct lw_edit *edits, size_t n) {
	memset(d, 0, sizeof *d);
	lw_source_of_memory(&d->src, (struct lw_span){f->bytes, f->n});
	d->e = (struct lw_editing){.path = "f.dll", .src = &d->src, .edits = edits, .n_edits = n, .a = &d->a};
	d->e.pieces = (struct lw_pieces){.old = &d->src, .a = &d->a};
	assert_true(lw_format_parse(&d->src, &d->a, &d->e.images, &d->err));
	if (d->e.images.at[0]->damage != NULL)
		fail_msg("the fixture: %s", d->e.images.at[0]->damage->text);
	d->laid = lw_editor_pe.lay(&d->e, &d->err);
	if (!d->laid || d->e.pieces.list.n == 0)
		return;
	uint64_t got;
	lw_pieces_source(&d->e.pieces, &d->after);
	d->bytes = malloc((size_t)d->after.size);
	assert_non_null(d->bytes);
	assert_true(lw_source_read(&d->after, 0, d->bytes, d->after.size, &got, &d->err) && got == d->after.size);
	lw_source_of_memory(&d->after, (struct lw_span){d->bytes, d->e.pieces.size});
	if (!lw_format_parse(&d->after, &d->a, &d->now, &d->err) ||
	    !lw_editor_pe.verify(&d->e, &d->after, &d->now, &d->err))
		fail_msg("%s", d->err.text);
	assert_null(d->now.at[0]->damage);
}

static void end(struct done *d) {
	free(d->bytes);
	lw_arena_free(&d->a);
}

static void expect(const struct done *d, enum lw_strategy strategy, const char *const *needs, size_t n) {
	if (!d->laid)
		fail_msg("%s", d->err.text);
	assert_int_equal(d->e.strategy, strategy);
	assert_int_equal(d->now.at[0]->n_needs, n);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(d->now.at[0]->needs[i].name, needs[i]);
}

/* Without what lies behind the sections; if full, the first section has nothing to spare. */
static void make(struct px *f, bool is64, bool full) {
	px_make(f, is64);
	px_cut(f, (size_t)px_find(f, "overlay")->off);
	px_set(f, "dir.4", "rva", 0);
	px_set(f, "dir.4", "size", 0);
	if (!full)
		px_set(f, "section.0", "virtual_size",
		       px_find(f, "debug.1")->off + 28 - px_get(f, "section.0", "pointer_to_raw_data"));
}

/* Both kinds of file; the old form of delay imports is in the one of 32 bits. */
static const char *const needs_now[2][7] = {
	{"KERNEL32.dll", "user32.dll", "unused.dll", "late.dll", "old.dll", "NTDLL.dll"},
	{"KERNEL32.dll", "user32.dll", "unused.dll", "late.dll", "NTDLL.dll"},
};

static void expect_one(const struct done *d, bool is64, enum lw_strategy strategy, const char *old, const char *now) {
	const char *want[7];
	size_t n = 0;
	for (; needs_now[is64][n] != NULL; n++)
		want[n] = strcmp(needs_now[is64][n], old) == 0 ? now : needs_now[is64][n];
	expect(d, strategy, want, n);
}

static const struct {
	bool full;
	const char *old, *now;
	enum lw_strategy strategy;
} renames[] = {
	{true, "user32.dll", "u.dll", LW_STRATEGY_IN_PLACE},
	{true, "USER32.DLL", "user64.dll", LW_STRATEGY_IN_PLACE},
	{false, "user32.dll", "user32-1a2b3c.dll", LW_STRATEGY_SPARE_ROOM},
	{true, "user32.dll", LONG_NAME, LW_STRATEGY_APPEND},
	{true, "late.dll", LONG_NAME, LW_STRATEGY_APPEND},
	{true, "old.dll", LONG_NAME, LW_STRATEGY_APPEND},
	{true, "old.dll", "o.dll", LW_STRATEGY_IN_PLACE},
	{false, "old.dll", "older.dll", LW_STRATEGY_IN_PLACE}, /* its NUL is followed by two more */
	{false, "old.dll", "much-older.dll", LW_STRATEGY_SPARE_ROOM},
	{true, "ntdll.dll", "nt.dll", LW_STRATEGY_IN_PLACE},
	{true, "ntdll.dll", LONG_NAME, LW_STRATEGY_APPEND},
};

static void rename_each(void **state) {
	(void)state;
	for (size_t i = 0; i < 2 * sizeof renames / sizeof renames[0]; i++) {
		const bool is64 = i % 2 == 1;
		const struct lw_edit e = {LW_EDIT_REPLACE_NEEDED, renames[i / 2].old, renames[i / 2].now};
		struct px f;
		struct done d;
		if (is64 && (strcmp(e.what, "old.dll") == 0 || !renames[i / 2].full))
			continue; /* it has neither */
		make(&f, is64, renames[i / 2].full);
		edit(&d, &f, &e, 1);
		const char *old = strcmp(e.what, "USER32.DLL") == 0 ? "user32.dll"
			: strcmp(e.what, "ntdll.dll") == 0          ? "NTDLL.dll"
								    : e.what;
		expect_one(&d, is64, renames[i / 2].strategy, old, e.to);
		end(&d);
		px_free(&f);
	}
}

/* A second edit of what the first one gave finds room in the section that it added. */
static void use_own_section(void **state) {
	(void)state;
	char longest[256] = {0};
	memset(longest, 'x', 255);
	const char *const names[] = {LONG_NAME, "b-" LONG_NAME, longest, "c-" LONG_NAME};
	const enum lw_strategy how[] = {LW_STRATEGY_APPEND, LW_STRATEGY_OWN_SEGMENT, LW_STRATEGY_OWN_SEGMENT,
					LW_STRATEGY_IN_PLACE};
	struct px f;
	struct done d;
	make(&f, true, true);
	for (size_t i = 0; i < 4; i++) {
		const struct lw_edit e = {LW_EDIT_REPLACE_NEEDED, i == 0 ? "user32.dll" : names[i - 1], names[i]};
		edit(&d, &f, &e, 1);
		expect_one(&d, true, how[i], "user32.dll", names[i]);
		free(f.bytes); /* what came of it is the next one */
		f.bytes = d.bytes;
		f.n = (size_t)d.after.size;
		d.bytes = NULL;
		end(&d);
	}
	px_free(&f);
}

/* All of it at once: more than the reserve of a new section. */
static void edit_together(void **state) {
	(void)state;
	const struct lw_edit edits[] = {{LW_EDIT_REPLACE_NEEDED, "kernel32.dll", "k-" LONG_NAME},
					{LW_EDIT_REPLACE_NEEDED, "user32.dll", "u-" LONG_NAME},
					{LW_EDIT_REPLACE_NEEDED, "late.dll", "l-" LONG_NAME},
					{LW_EDIT_REPLACE_NEEDED, "ntdll.dll", "n-" LONG_NAME},
					{LW_EDIT_SET_SONAME, "s-" LONG_NAME, NULL},
					{LW_EDIT_REMOVE_NEEDED, "unused.dll", NULL},
					{LW_EDIT_DEPENDENT_LOAD_FLAGS, "0xa00", NULL},
					{LW_EDIT_CLEAR_FLAG, "nxcompat", NULL}};
	static const char *const want[] = {"k-" LONG_NAME, "u-" LONG_NAME, "l-" LONG_NAME, "n-" LONG_NAME};
	struct px f;
	struct done d;
	make(&f, true, true);
	edit(&d, &f, edits, sizeof edits / sizeof edits[0]);
	expect(&d, LW_STRATEGY_APPEND, want, 4);
	assert_string_equal(d.now.at[0]->soname.text, "s-" LONG_NAME);
	assert_int_equal(d.now.at[0]->pe->dependent_load_flags, 0xa00);
	assert_int_equal(d.now.at[0]->pe->optional.dll_characteristics, 0x60);
	assert_int_equal(d.now.at[0]->pe->n_bounds, 0);
	assert_int_equal(d.now.at[0]->pe->directories[LW_PE_BOUND_IMPORT].rva, 0);
	assert_int_equal(d.now.at[0]->pe->dlls[0].time_date_stamp, 0);
	end(&d);
	px_free(&f);
}

/* A bound address table gets back what the lookup table has. */
static void unbind(void **state) {
	(void)state;
	const struct lw_edit e = {LW_EDIT_REPLACE_NEEDED, "kernel32.dll", "k.dll"};
	struct px f;
	struct done d;
	for (unsigned i = 0; i < 2; i++) {
		const unsigned size = i == 0 ? 4 : 8;
		make(&f, i == 1, true);
		px_poke(&f, "addresses.0", 0, size, 0x7ff81234);
		edit(&d, &f, &e, 1);
		expect_one(&d, i == 1, LW_STRATEGY_IN_PLACE, "KERNEL32.dll", "k.dll");
		assert_memory_equal(d.bytes + px_find(&f, "addresses.0")->off, f.bytes + px_find(&f, "names.0")->off,
				    2 * size);
		end(&d);
		px_free(&f);
	}
}

/* A function whose name ends like the library's, in the same bytes: it must keep its name. */
static void keep_shared_bytes(void **state) {
	(void)state;
	const struct lw_edit e = {LW_EDIT_REPLACE_NEEDED, "user32.dll", "u.dll"};
	struct px f;
	struct done d;
	make(&f, false, false);
	const uint64_t name = px_get(&f, "import.1", "name");
	px_poke(&f, "names.0", 0, 4, name + 2); /* hint "er", name "32.dll" of "user32.dll" */
	px_poke(&f, "addresses.0", 0, 4, name + 2);
	edit(&d, &f, &e, 1);
	expect_one(&d, false, LW_STRATEGY_SPARE_ROOM, "user32.dll", "u.dll");
	end(&d);
	px_free(&f);
}

/* Debug data that is not mapped moves with what lies behind the sections. */
static void shift_debug(void **state) {
	(void)state;
	const struct lw_edit e = {LW_EDIT_REPLACE_NEEDED, "user32.dll", LONG_NAME};
	struct px f;
	struct done d;
	make(&f, true, true);
	const uint64_t end_of_file = f.n;
	px_set(&f, "debug.0", "pointer_to_raw_data", end_of_file);
	px_set(&f, "debug.0", "size_of_data", 4);
	uint8_t *longer = calloc(1, f.n + 22); /* "PK" and an empty zip's end, which may move */
	assert_non_null(longer);
	memcpy(longer, f.bytes, f.n);
	memcpy(longer + f.n, "PK\5\6", 4);
	free(f.bytes);
	f.bytes = longer;
	f.n += 22;
	edit(&d, &f, &e, 1);
	expect_one(&d, true, LW_STRATEGY_APPEND, "user32.dll", LONG_NAME);
	const uint64_t moved = lw_load_uint(d.bytes + px_field_off(&f, "debug.0", "pointer_to_raw_data"), 4, false);
	assert_true(moved > end_of_file && moved + 22 == d.after.size);
	assert_memory_equal(d.bytes + moved, "PK\5\6", 4);
	end(&d);
	px_free(&f);
}

static void expect_refusal(const struct px *f, const struct lw_edit *e, enum lw_code code, const char *words) {
	struct done d;
	edit(&d, f, e, 1);
	assert_false(d.laid);
	assert_int_equal(d.err.code, code);
	if (strstr(d.err.text, words) == NULL)
		fail_msg("\"%s\" says nothing of \"%s\"", d.err.text, words);
	end(&d);
}

static void refuse(void **state) {
	(void)state;
	static const struct {
		struct lw_edit edit;
		enum lw_code code;
		const char *words;
	} all[] = {
		{{LW_EDIT_REMOVE_NEEDED, "kernel32.dll", NULL}, LW_E_UNSUPPORTED, "Sleep, #17"},
		{{LW_EDIT_REMOVE_NEEDED, "late.dll", NULL}, LW_E_UNSUPPORTED, "delay"},
		{{LW_EDIT_REMOVE_NEEDED, "ntdll.dll", NULL}, LW_E_UNSUPPORTED, "RtlSleep"},
		{{LW_EDIT_ADD_NEEDED, "new.dll", NULL}, LW_E_UNSUPPORTED, "LoadLibrary"},
		{{LW_EDIT_ADD_NEEDED, "unused.dll", NULL}, LW_E_UNSUPPORTED, "LoadLibrary"},
		{{LW_EDIT_REPLACE_NEEDED, "no.dll", "x.dll"}, LW_E_NOT_FOUND, "no.dll"},
		{{LW_EDIT_REPLACE_NEEDED, "user32.dll", ""}, LW_E_USAGE, "empty"},
		{{LW_EDIT_REPLACE_NEEDED, "", "x.dll"}, LW_E_USAGE, "empty"},
		{{LW_EDIT_REPLACE_NEEDED, "user32.dll", "a\nb"}, LW_E_USAGE, "0xa at 1"},
		{{LW_EDIT_DEPENDENT_LOAD_FLAGS, "0x10000", NULL}, LW_E_USAGE, "0xffff"},
		{{LW_EDIT_DEPENDENT_LOAD_FLAGS, "-1", NULL}, LW_E_USAGE, "0xffff"},
		{{LW_EDIT_SET_FLAG, "execstack", NULL}, LW_E_USAGE, "nxcompat"},
		{{LW_EDIT_SET_RPATH, "/x", NULL}, LW_E_UNSUPPORTED, "--set-rpath"},
	};
	struct px f;
	make(&f, true, true);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		expect_refusal(&f, &all[i].edit, all[i].code, all[i].words);
	px_set(&f, "load_config", "size", 64);
	expect_refusal(&f, &(struct lw_edit){LW_EDIT_DEPENDENT_LOAD_FLAGS, "1", NULL}, LW_E_UNSUPPORTED, "64 bytes");
	px_set(&f, "section.1", "pointer_to_raw_data", px_get(&f, "section.0", "pointer_to_raw_data"));
	struct px_parsed p;
	if (px_parse(&f, &p)->damage == NULL)
		expect_refusal(&f, &(struct lw_edit){LW_EDIT_SET_SONAME, "x", NULL}, LW_E_UNSUPPORTED, "shares bytes");
	px_parsed_free(&p);
	px_free(&f);
}

/* What is as it was asked already makes nothing new. */
static void change_nothing(void **state) {
	(void)state;
	static const struct lw_edit all[] = {
		{LW_EDIT_REPLACE_NEEDED, "no.dll", "USER32.dll"},
		{LW_EDIT_REPLACE_NEEDED, "user32.dll", "user32.dll"},
		{LW_EDIT_REMOVE_NEEDED, "no.dll", NULL},
		{LW_EDIT_ADD_NEEDED, "User32.DLL", NULL},
		{LW_EDIT_SET_SONAME, "fixture.dll", NULL},
		{LW_EDIT_DEPENDENT_LOAD_FLAGS, "2048", NULL},
		{LW_EDIT_SET_FLAG, "nxcompat", NULL},
		{LW_EDIT_CLEAR_FLAG, "guardcf", NULL},
	};
	struct px f;
	make(&f, false, true);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		struct done d;
		edit(&d, &f, &all[i], 1);
		if (!d.laid)
			fail_msg("%s", d.err.text);
		assert_int_equal(d.e.pieces.list.n, 0);
		assert_int_equal(d.e.changes.n, 0);
		end(&d);
	}
	px_free(&f);
}

/* Added up by hand. */
static void sums(void **state) {
	(void)state;
	static const struct {
		uint8_t bytes[8];
		size_t n;
		uint64_t field;
		uint32_t want;
	} all[] = {
		{{1, 2, 3}, 3, 100, 0x201 + 3 + 3},
		{{0xff, 0xff, 2, 0}, 4, 100, 2 + 4},
		{{1, 0, 0xaa, 0xbb, 0xcc, 0xdd, 5, 0}, 8, 2, 6 + 8},
		{{1, 0, 2, 0xbb, 0xcc, 0xdd, 0xee, 1}, 8, 3, 1 + 2 + 0x100 + 8},
	};
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		struct lw_source src;
		struct lw_error err = {0};
		uint32_t sum = 0;
		lw_source_of_memory(&src, (struct lw_span){all[i].bytes, all[i].n});
		assert_true(lw_pe_sum(&src, all[i].field, &sum, &err));
		assert_int_equal(sum, all[i].want);
	}
}

RUN("edit_pe", T(rename_each), T(use_own_section), T(edit_together), T(unbind), T(keep_shared_bytes), T(shift_debug),
    T(refuse), T(change_nothing), T(sums))
