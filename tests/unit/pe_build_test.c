/* SPDX-License-Identifier: Apache-2.0 */
/* What is made of a description is what the reader finds in it; tests/live/peworlds.py asks LLVM as well. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "format/manifest.h"
#include "format/pe_parse.h"
#include "names/pe_numbers.h"
#include "worldfile/pe_build.h"
#include "worldfile/worldfile.h"

/* The file /a of a world, made and read again. */
struct made {
	struct lw_arena a;
	struct lw_error err;
	struct lw_source src;
	struct lw_image *img;
};

static void make(struct made *m, const char *lines) {
	char text[4096];
	struct lw_worldfile *w;
	int sys;
	memset(m, 0, sizeof *m);
	const int n = snprintf(text, sizeof text, "world 1\npe /a.DLL\n%s", lines);
	assert_true(n > 0 && (size_t)n < sizeof text);
	if (!lw_worldfile_parse(text, (size_t)n, "made", &m->a, &w, &m->err))
		fail_msg("%s", m->err.text);
	const struct lw_mem_node *node = lw_mem_fs_find(&w->fs, "/a.DLL", &sys);
	assert_non_null(node);
	lw_source_of_memory(&m->src, node->bytes);
	assert_true(lw_pe_parse(&m->src, &m->a, &m->img, &m->err));
	if (m->img->damage != NULL)
		fail_msg("%s", m->img->damage->text);
}

static void check_import(const struct lw_pe_import *x, uint32_t dll, const char *name, unsigned ordinal) {
	assert_int_equal(x->dll, dll);
	assert_int_equal(x->name == NULL, name == NULL);
	if (name != NULL)
		assert_string_equal(x->name, name);
	assert_int_equal(x->hint, ordinal);
}

static const char *const machines[] = {"x86_64", "i386", "aarch64"};

static void headers(void **state) {
	(void)state;
	static const uint16_t numbers[] = {LW_PE_MACHINE_AMD64, LW_PE_MACHINE_I386, LW_PE_MACHINE_ARM64};
	for (unsigned i = 0; i < 6; i++) {
		char text[64];
		struct made m;
		snprintf(text, sizeof text, "\tmachine %s\n%s", machines[i / 2], i % 2 == 0 ? "" : "\tprogram\n");
		make(&m, text);
		const struct lw_pe *pe = m.img->pe;
		assert_int_equal(m.img->kind, i % 2 == 0 ? LW_IMAGE_LIBRARY : LW_IMAGE_PROGRAM);
		assert_int_equal(m.img->machine, numbers[i / 2]);
		assert_int_equal(m.img->bits, i / 2 == 1 ? 32 : 64);
		assert_int_equal(pe->n_sections, i % 2 == 0 ? 2 : 1);
		assert_int_equal(pe->optional.address_of_entry_point != 0, i % 2);
		assert_int_equal(pe->optional.size_of_image, i % 2 == 0 ? 0x3000 : 0x2000);
		assert_int_equal(m.src.size, i % 2 == 0 ? 0x600 : 0x400);
		assert_int_equal(pe->n_dlls + pe->n_manifests + pe->has_load_config, 0);
		assert_int_equal(pe->has_exports, i % 2 == 0); /* f */
		assert_true(pe->overlay_size == 0 && !pe->flat);
		lw_arena_free(&m.a);
	}
}

static void imports(void **state) {
	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		char text[256];
		struct made m;
		const struct lw_pe_import *list;
		size_t n;
		snprintf(text, sizeof text,
			 "\tmachine %s\n\tdelay late.dll x @65535\n\timport b.dll g @7 @x f\n\timport A.dll\n",
			 machines[i]);
		make(&m, text);
		assert_int_equal(m.img->n_needs, 3);
		assert_string_equal(m.img->needs[0].name, "b.dll");
		assert_string_equal(m.img->needs[1].name, "A.dll");
		assert_string_equal(m.img->needs[2].name, "late.dll");
		assert_int_equal(m.img->needs[2].kind, LW_NEED_DELAY);
		assert_false(m.img->pe->dlls[2].by_address || m.img->pe->dlls[0].unused);
		assert_true(lw_pe_imports(&m.src, m.img, &m.a, &list, &n, &m.err));
		assert_int_equal(n, 7);
		check_import(&list[0], 0, "g", 0);
		check_import(&list[1], 0, NULL, 7);
		check_import(&list[2], 0, "@x", 0);
		check_import(&list[3], 0, "f", 0);
		check_import(&list[4], 1, "f", 0);
		check_import(&list[5], 2, "x", 0);
		check_import(&list[6], 2, NULL, 65535);
		lw_arena_free(&m.a);
	}
}

static void exports(void **state) {
	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		char text[256];
		struct made m;
		struct lw_pe_exports x;
		snprintf(text, sizeof text, "\tmachine %s\n\texport zed abc\n\tforward mmm B.#7\n\tforward bbb c.d.e\n",
			 machines[i]);
		make(&m, text);
		assert_string_equal(m.img->soname.text, "a.DLL");
		assert_true(lw_pe_exports(&m.src, m.img, &m.a, &x, &m.err));
		assert_true(x.n == 4 && x.n_named == 4 && x.sorted);
		static const char *const names[] = {"abc", "bbb", "mmm", "zed"},
					 *const forwards[] = {NULL, "c.d.e", "B.#7", NULL};
		static const unsigned ordinals[] = {2, 4, 3, 1};
		for (unsigned k = 0; k < 4; k++) {
			assert_string_equal(x.list[k].name, names[k]);
			assert_int_equal(x.list[k].ordinal, ordinals[k]);
			assert_int_equal(x.list[k].forward == NULL, forwards[k] == NULL);
			if (forwards[k] != NULL)
				assert_string_equal(x.list[k].forward, forwards[k]);
		}
		lw_arena_free(&m.a);
	}
}

static void load_flags_and_manifest(void **state) {
	(void)state;
	for (unsigned i = 0; i < 6; i++) {
		char text[256];
		struct made m;
		struct lw_span bytes;
		struct lw_manifest *manifest;
		snprintf(
			text, sizeof text,
			"\tmachine %s\n%s\tload-flags 0x1900\n\tmanifest \"<assembly "
			"xmlns='urn:schemas-microsoft-com:asm.v1'>\"\n\tmanifest \"<file name='b.dll'/></assembly>\"\n",
			machines[i / 2], i % 2 == 0 ? "" : "\tprogram\n");
		make(&m, text);
		assert_true(m.img->pe->has_load_config);
		assert_int_equal(m.img->pe->dependent_load_flags, 0x1900);
		assert_int_equal(m.img->pe->guard_flags, 0);
		assert_int_equal(m.img->pe->n_manifests, 1);
		const struct lw_pe_manifest *x = &m.img->pe->manifests[0];
		assert_int_equal(x->id, i % 2 == 0 ? 2 : 1);
		assert_true(lw_source_view(&m.src, x->off, x->size, &m.a, &bytes, &m.err));
		assert_true(lw_manifest_parse(bytes, &m.a, &manifest, &m.err));
		assert_int_equal(manifest->n_files, 1);
		assert_string_equal(manifest->files[0].name, "b.dll");
		lw_arena_free(&m.a);
	}
}

static void a_library_that_is_an_assembly(void **state) {
	(void)state;
	struct made m;
	make(&m, "\tmanifest-id 1\n\tmanifest \"<a/>\"\n");
	assert_int_equal(m.img->pe->n_manifests, 1);
	assert_int_equal(m.img->pe->manifests[0].id, 1);
	lw_arena_free(&m.a);
}

static void other_machines(void **state) {
	(void)state;
	static const struct {
		const char *line;
		unsigned machine, bits;
	} cases[] = {
		{"\tmachine arm\n", 0x1c4, 32}, {"\tmachine ia64\n", 0x200, 64}, {"\tmachine 0x1234\n", 0x1234, 64}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct made m;
		make(&m, cases[i].line);
		assert_int_equal(m.img->machine, cases[i].machine);
		assert_int_equal(m.img->bits, cases[i].bits);
		assert_true(m.img->pe->has_exports);
		lw_arena_free(&m.a);
	}
}

/* Ordinals that are written, names behind them, and none between. */
static void exports_by_ordinal(void **state) {
	(void)state;
	struct made m;
	struct lw_pe_exports x;
	make(&m, "\texport @7 seven\n\tforward @3 b.#9\n\texport four\n");
	assert_true(lw_pe_exports(&m.src, m.img, &m.a, &x, &m.err));
	assert_true(x.n == 4 && x.n_named == 2 && x.sorted);
	static const unsigned ordinals[] = {4, 8, 3, 7};
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(x.list[i].ordinal, ordinals[i]);
	assert_string_equal(x.list[1].name, "seven");
	assert_string_equal(x.list[2].forward, "b.#9");
	lw_arena_free(&m.a);
}

static void too_much_is_refused(void **state) {
	(void)state;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_span out;
	struct lw_pe_desc d = {.machine = LW_PE_MACHINE_I386};
	for (unsigned i = 0; i < 65536; i++) {
		struct lw_pe_offer *o = lw_vec_add(&a, &d.offers, &err);
		assert_non_null(o);
		o->name = "f";
	}
	assert_false(lw_pe_build(&d, &a, &out, &err));
	assert_int_equal(err.code, LW_E_LIMIT);
	lw_arena_free(&a);
}

RUN("pe_build", T(headers), T(imports), T(exports), T(load_flags_and_manifest), T(a_library_that_is_an_assembly),
    T(other_machines), T(exports_by_ordinal), T(too_much_is_refused))
