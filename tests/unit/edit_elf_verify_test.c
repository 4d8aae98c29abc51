/* SPDX-License-Identifier: Apache-2.0 */
/* The proof of a layout sees when it is spoilt: each byte in turn of what an edit writes. */
#include "unit.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "edit_elf_fixture.h"
#include "format/formats.h"

/* Does the layout pass with these bytes in place of its own? */
static bool passes(struct ex_edited *x, struct lw_span bytes) {
	struct lw_arena a = {0};
	struct lw_source src;
	struct lw_images now;
	struct lw_error err = {0};
	struct lw_editing e = x->e;
	lw_source_of_memory(&src, bytes);
	e.a = &a;
	const bool ok = lw_format_parse(&src, &a, &now, &err) && now.n == 1 && now.at[0]->damage == NULL &&
		lw_editor_elf.verify(&e, &src, &now, &err);
	lw_arena_free(&a);
	return ok;
}

static const struct lw_step *step_at(const struct ex_edited *x, uint64_t off) {
	for (uint32_t i = 0; i < x->e.steps.n; i++)
		if (off >= x->e.steps.at[i].off && off - x->e.steps.at[i].off < x->e.steps.at[i].len)
			return &x->e.steps.at[i];
	return NULL;
}

/* Zeros that nobody reads: spare room, the null symbol and its chain, the null section, bits of a Bloom filter that may
 * be set. */
static bool may_be_any(const struct lw_step *s, uint8_t byte) {
	static const char *const parts[] = {"room behind the program headers",
					    "dynamic string table",
					    "dynamic section",
					    "version needs",
					    "hash table",
					    "GNU hash table",
					    "dynamic symbol table",
					    "section headers"};
	for (size_t i = 0; byte == 0 && i < sizeof parts / sizeof parts[0]; i++)
		if (strcmp(s->what, parts[i]) == 0)
			return true;
	return false;
}

static void spoil_each(struct ex_edited *x) {
	uint8_t *bytes = malloc((size_t)x->bytes.len);
	assert_non_null(bytes);
	memcpy(bytes, x->bytes.ptr, (size_t)x->bytes.len);
	const struct lw_span all = {bytes, x->bytes.len};
	assert_true(passes(x, all));
	for (uint64_t i = 0; i < all.len; i++) {
		const struct lw_step *s = step_at(x, i);
		if (s == NULL || may_be_any(s, bytes[i]))
			continue;
		bytes[i] ^= 0xff;
		if (passes(x, all))
			fail_msg("%s: byte %llu may be any", s->what, (unsigned long long)(i - s->off));
		bytes[i] ^= 0xff;
	}
	free(bytes);
}

static const struct lw_edit all_edits[] = {
	{LW_EDIT_ADD_NEEDED, "libnew.so", NULL},
	{LW_EDIT_RENAME_SYMBOL, "def_b", "other"},
	{LW_EDIT_CLEAR_SYMBOL_VERSION, "use_m", NULL},
	{LW_EDIT_SET_SONAME, "libsoname.so", NULL},
};

static void no_byte_is_any(void **state) {
	(void)state;
	for (unsigned n = 0; n < 16; n++) {
		struct ex_opts o = ex_flavour(n % 4);
		struct fx f;
		struct ex_edited x;
		o.program = n / 8 != 0;
		o.no_sections = n / 4 % 2 != 0;
		ex_edit_made(o, all_edits, 4, (struct lw_edit_opts){0}, &f, &x);
		assert_true(x.ok);
		spoil_each(&x);
		ex_end(&f, &x);
	}
}

/* The old file shows nothing of what was asked. */
static void what_has_not_been_done(void **state) {
	(void)state;
	for (unsigned n = 0; n < 4 * sizeof all_edits / sizeof all_edits[0]; n++) {
		struct fx f;
		struct ex_edited x;
		ex_edit_made(ex_flavour(n % 4), &all_edits[n / 4], 1, (struct lw_edit_opts){0}, &f, &x);
		assert_true(x.ok);
		assert_false(passes(&x, (struct lw_span){f.bytes, f.n}));
		ex_end(&f, &x);
	}
}

RUN("edit_elf_verify", T(no_byte_is_any), T(what_has_not_been_done))
