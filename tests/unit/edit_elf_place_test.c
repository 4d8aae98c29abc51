/* SPDX-License-Identifier: Apache-2.0 */
/* Where an edit of an ELF file puts what has grown, and how program headers get room. */
#include "unit.h"

#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "edit_elf_fixture.h"

static const char *const paths[] = {
	"/q",
	"/build/of/mine/lib/and/some/more",
	"/a/path/of/more/bytes/than/the/gap/behind/the/strings/has/which/are/sixty-four/of/them/and/this/is/more",
};

static char long_path[9001];

static const char *path_of(size_t n) {
	memset(long_path, 'x', sizeof long_path - 1);
	long_path[0] = '/';
	long_path[n] = '\0';
	return long_path;
}

struct row {
	struct ex_opts o;
	struct lw_edit edit;
	enum lw_strategy strategy;
	uint32_t more_loads, more_headers;
};

static const struct row rows[] = {
	{{0}, {LW_EDIT_SET_RPATH, "/q", NULL}, LW_STRATEGY_IN_PLACE, 0, 0},
	{{.gap_behind_strings = 64},
	 {LW_EDIT_SET_RPATH, "/build/of/mine/lib/and/some/more", NULL},
	 LW_STRATEGY_IN_PLACE,
	 0,
	 0},
	{{.spare_tags = 2}, {LW_EDIT_ADD_NEEDED, "own.so.1", NULL}, LW_STRATEGY_IN_PLACE, 0, 0},
	{{.room_in_file = 1000},
	 {LW_EDIT_SET_RPATH, "/build/of/mine/lib/and/some/more", NULL},
	 LW_STRATEGY_SPARE_ROOM,
	 0,
	 0},
	{{0}, {LW_EDIT_SET_RPATH, "/build/of/mine/lib/and/some/more", NULL}, LW_STRATEGY_APPEND, 1, 1},
	{{.n_nulls = 2}, {LW_EDIT_SET_RPATH, "/build/of/mine/lib/and/some/more", NULL}, LW_STRATEGY_APPEND, 1, 0},
	{{0}, {LW_EDIT_ADD_NEEDED, "libnew.so", NULL}, LW_STRATEGY_APPEND, 2, 2},
	{{.n_nulls = 1}, {LW_EDIT_ADD_NEEDED, "libnew.so", NULL}, LW_STRATEGY_APPEND, 2, 1},
	{{.spare_tags = 1}, {LW_EDIT_ADD_NEEDED, "libnew.so", NULL}, LW_STRATEGY_APPEND, 1, 1},
	/* A library's headers may go elsewhere. */
	{{.rodata = 32}, {LW_EDIT_SET_RPATH, "/build/of/mine/lib/and/some/more", NULL}, LW_STRATEGY_APPEND, 1, 1},
	{{.no_stack = true, .n_nulls = 1}, {LW_EDIT_EXECSTACK, "off", NULL}, LW_STRATEGY_IN_PLACE, 0, 0},
	{{.no_stack = true}, {LW_EDIT_EXECSTACK, "off", NULL}, LW_STRATEGY_APPEND, 1, 2},
};

static void check_row(const struct row *r, const struct ex_opts *o, const struct fx *f, const struct ex_edited *x) {
	const struct lw_image *old = x->e.images.at[0];
	uint32_t loads = r->more_loads, headers = r->more_headers;
	/* Then the dynamic section ends the file, and may grow there. */
	if (o->no_sections && r->edit.kind == LW_EDIT_ADD_NEEDED && loads == 2) {
		loads--;
		headers--;
	}
	assert_int_equal(x->e.strategy, r->strategy);
	assert_int_equal(ex_count(x->img, PT_LOAD), ex_count(old, PT_LOAD) + loads);
	assert_int_equal(x->img->elf->n_phdrs, old->elf->n_phdrs + headers);
	if (r->strategy <= LW_STRATEGY_SPARE_ROOM)
		assert_int_equal(x->bytes.len, f->n);
}

static void each_place(void **state) {
	(void)state;
	for (unsigned n = 0; n < 8 * sizeof rows / sizeof rows[0]; n++) {
		const struct row *r = &rows[n / 8];
		struct ex_opts o = ex_in_flavour(r->o, n);
		struct fx f;
		struct ex_edited x;
		o.no_sections = n % 8 >= 4;
		if (o.no_sections && o.gap_behind_strings != 0)
			continue; /* zeros alone prove nothing */
		ex_edit_made(o, &r->edit, 1, (struct lw_edit_opts){0}, &f, &x);
		if (!x.ok)
			fail_msg("row %u: %s", n / 8, x.err.text);
		check_row(r, &o, &f, &x);
		ex_end(&f, &x);
	}
}

/* Where one edit has added a segment, later ones use it: while there is room in it, and by a new one in its place. */
static void one_after_the_other(void **state) {
	(void)state;
	static const size_t lengths[] = {100, 2000, 5000, 9000, 50, 8999};
	for (unsigned k = 0; k < 8; k++) {
		struct ex_opts o = ex_variant(k);
		struct fx f;
		struct ex_edited x[6];
		ex_make(&f, &o);
		struct lw_span bytes = {f.bytes, f.n};
		for (size_t i = 0; i < 6; i++) {
			const struct lw_edit edit = {LW_EDIT_SET_RPATH, path_of(lengths[i]), NULL};
			ex_edit_bytes(bytes, &edit, 1, (struct lw_edit_opts){0}, &x[i]);
			if (!x[i].ok)
				fail_msg("flavour %u, %zu bytes: %s", k, lengths[i], x[i].err.text);
			assert_string_equal(x[i].img->runpath.text, edit.what);
			assert_int_equal(ex_count(x[i].img, PT_LOAD), 4);
			bytes = x[i].bytes;
			assert_true(bytes.len < f.n + lengths[i] + 9000 + 4096);
		}
		for (size_t i = 0; i < 6; i++)
			ex_done(&x[i]);
		fx_free(&f);
	}
}

static void refuse(struct ex_opts o, unsigned flavour, struct lw_edit edit, const char *text) {
	struct fx f;
	struct ex_edited x;
	ex_edit_made(ex_in_flavour(o, flavour), &edit, 1, (struct lw_edit_opts){0}, &f, &x);
	assert_false(x.ok);
	assert_int_equal(x.err.code, LW_E_UNSUPPORTED);
	assert_string_equal(x.err.text, text);
	ex_end(&f, &x);
}

static void no_place_at_all(void **state) {
	(void)state;
	for (unsigned k = 0; k < 4; k++) {
		const struct lw_edit edit = {LW_EDIT_SET_RPATH, paths[2], NULL};
		refuse((struct ex_opts){.program = true, .rodata = 32}, k, edit,
		       "1 more program headers are needed, and what lies behind the others cannot be moved; a "
		       "program's "
		       "have to stay where kernels look for them");
		refuse((struct ex_opts){.overlay = 64}, k, edit,
		       "has 64 bytes behind its end (a self-extractor, a bundled script, an AppImage …) that find "
		       "themselves by their place, and this edit does not fit into the room that is there");
	}
}

/* What is appended stays where it is, as long as the edit fits before it. */
static void appended_data_stays(void **state) {
	(void)state;
	for (unsigned n = 0; n < 8; n++) {
		struct ex_opts o = ex_flavour(n % 4);
		struct fx f;
		struct ex_edited x;
		const struct lw_edit edit = {LW_EDIT_SET_RPATH, paths[n / 4], NULL};
		o.overlay = 64;
		o.room_in_file = 500;
		ex_edit_made(o, &edit, 1, (struct lw_edit_opts){0}, &f, &x);
		assert_true(x.ok);
		assert_int_equal(x.bytes.len, f.n);
		for (size_t i = 1; i <= 64; i++)
			assert_int_equal(x.bytes.ptr[f.n - i], 0x42);
		ex_end(&f, &x);
	}
}

/* Addresses end at 4 GiB for 32 bits. */
static void the_end_of_addresses(void **state) {
	(void)state;
	for (unsigned k = 0; k < 4; k++) {
		struct ex_opts o = ex_flavour(k);
		struct fx f;
		struct ex_edited x;
		char text[120];
		const struct lw_edit edit = {LW_EDIT_SET_RPATH, paths[2], NULL};
		ex_make(&f, &o);
		const uint64_t off = fx_get(&f, "phdr.data", "p_offset"), size = fx_get(&f, "phdr.data", "p_memsz"),
			       top = o.is64 ? UINT64_MAX >> 1 : UINT32_MAX, addr = top - 0xffff + off;
		fx_set(&f, "phdr.data", "p_vaddr", addr);
		fx_set(&f, "phdr.dynamic", "p_vaddr", addr + fx_find(&f, ".dynamic")->off - off);
		ex_lay(&f, &edit, 1, (struct lw_edit_opts){.page_size = 0x10000}, &x);
		assert_false(x.ok);
		snprintf(text, sizeof text, "its segments reach up to %#llx, and no other fits above them",
			 (unsigned long long)(addr + size));
		assert_string_equal(x.err.text, text);
		ex_end(&f, &x);
	}
}

/* The new segment is for the largest page of the machine, or for the one that was asked for. */
static void pages(void **state) {
	(void)state;
	static const struct {
		uint16_t machine;
		uint64_t asked, page;
	} machines[] = {
		{EM_X86_64, 0, 0x1000},      {EM_AARCH64, 0, 0x10000},     {EM_PPC64, 0, 0x10000},
		{EM_S390, 0, 0x1000},        {EM_ARM, 0, 0x10000},         {EM_SPARCV9, 0, 0x100000},
		{EM_X86_64, 0x4000, 0x4000}, {EM_AARCH64, 0x1000, 0x1000},
	};
	for (unsigned n = 0; n < sizeof machines / sizeof machines[0]; n++) {
		struct ex_opts o =
			ex_flavour(machines[n].machine == EM_S390 || machines[n].machine == EM_SPARCV9 ? 3 : 1);
		struct fx f;
		struct ex_edited x;
		const struct lw_edit edit = {LW_EDIT_SET_RPATH, paths[2], NULL};
		o.machine = machines[n].machine;
		ex_edit_made(o, &edit, 1, (struct lw_edit_opts){.page_size = machines[n].asked}, &f, &x);
		assert_true(x.ok);
		const struct lw_phdr *last = NULL;
		for (uint32_t i = 0; i < x.img->elf->n_phdrs; i++)
			if (x.img->elf->phdrs[i].p_type == PT_LOAD)
				last = &x.img->elf->phdrs[i];
		assert_int_equal(last->p_align, machines[n].page);
		assert_int_equal(last->p_flags, PF_R);
		assert_int_equal(last->p_offset % machines[n].page, last->p_vaddr % machines[n].page);
		ex_end(&f, &x);
	}
}

/* lld makes a segment for nothing but the dynamic section: when that moves, it is given up with its RELRO. */
static void a_segment_that_is_left_by_all(void **state) {
	(void)state;
	for (unsigned k = 0; k < 8; k++) {
		struct ex_opts o = ex_variant(k);
		struct fx f;
		struct ex_edited x;
		const struct lw_edit edit = {LW_EDIT_ADD_NEEDED, "libnew.so", NULL};
		o.relro_alone = true;
		ex_make(&f, &o);
		const uint64_t was = fx_get(&f, "phdr.data", "p_vaddr");
		ex_edit(&f, &edit, 1, (struct lw_edit_opts){0}, &x);
		assert_true(x.ok);
		for (uint32_t i = 0; !o.no_sections && i < x.img->elf->n_phdrs; i++)
			assert_false(x.img->elf->phdrs[i].p_type == PT_LOAD && x.img->elf->phdrs[i].p_vaddr == was);
		assert_int_equal(ex_count(x.img, PT_GNU_RELRO), o.no_sections ? 1 : 0);
		assert_int_equal(x.e.warnings.n, o.no_sections ? 0 : 1);
		assert_int_equal(x.img->elf->n_phdrs, x.e.images.at[0]->elf->n_phdrs + (o.no_sections ? 1 : 0));
		ex_end(&f, &x);
	}
}

/* The build id stays in the first page, and the headers where they were. */
static void what_stays_in_the_first_page(void **state) {
	(void)state;
	for (unsigned k = 0; k < 8; k++) {
		struct ex_opts o = ex_flavour(k % 4);
		struct fx f;
		struct ex_edited x;
		const struct lw_edit edit = {LW_EDIT_ADD_NEEDED, paths[2], NULL};
		o.program = k >= 4;
		ex_edit_made(o, &edit, 1, (struct lw_edit_opts){0}, &f, &x);
		assert_true(x.ok);
		assert_int_equal(x.img->elf->ehdr.e_phoff, fx_get(&f, "ehdr", "e_phoff"));
		assert_int_equal(x.img->n_build_id, 8);
		for (uint32_t i = 0; i < x.img->elf->n_phdrs; i++)
			if (x.img->elf->phdrs[i].p_type == PT_NOTE)
				assert_true(x.img->elf->phdrs[i].p_offset < 4096);
		assert_int_equal(ex_count(x.img, PT_LOAD), 5);
		ex_end(&f, &x);
	}
}

RUN("edit_elf_place", T(each_place), T(one_after_the_other), T(no_place_at_all), T(appended_data_stays),
    T(the_end_of_addresses), T(pages), T(a_segment_that_is_left_by_all), T(what_stays_in_the_first_page))
