/* SPDX-License-Identifier: Apache-2.0 */
/* One thing wrong in each case: the named defects with their code and offset, then every field with every odd value,
 * every byte, every length. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "pe_fixture.h"

static size_t length_of(const char *s) {
	return s == NULL ? 0 : strlen(s);
}

/* Goes over all that an image tells, for the sanitizers. */
static size_t touch(const struct lw_image *img) {
	const struct lw_pe *pe = img->pe;
	size_t n = length_of(img->soname.text) + length_of(pe->pdb);
	for (uint32_t i = 0; i < img->n_needs; i++)
		n += strlen(img->needs[i].name);
	for (uint32_t i = 0; i < pe->n_dlls; i++)
		n += strlen(pe->dlls[i].name) + (pe->dlls[i].name == img->needs[i].name);
	for (uint32_t i = 0; i < pe->n_bounds; i++)
		n += strlen(pe->bounds[i].name);
	for (uint32_t i = 0; i < pe->n_sections; i++)
		n += strlen(pe->sections[i].name);
	for (uint32_t i = 0; i < pe->n_manifests; i++)
		n += pe->manifests[i].id;
	for (uint32_t i = 0; i < img->n_build_id; i++)
		n += img->build_id[i];
	return n + (img->damage == NULL ? 0 : strlen(img->damage->text));
}

static void check_code(bool ok, const struct lw_error *err) {
	if (ok)
		assert_int_equal(err->code, LW_E_OK);
	else
		assert_true(err->code == LW_E_MALFORMED || err->code == LW_E_TRUNCATED || err->code == LW_E_LIMIT);
}

static void touch_tables(struct px_parsed *p) {
	const struct lw_pe_import *list;
	struct lw_pe_exports x;
	struct lw_error err = {0};
	size_t n, sum = 0;
	check_code(lw_pe_imports(&p->src, p->img, &p->a, &list, &n, &err), &err);
	for (size_t i = 0; i < n; i++)
		sum += length_of(list[i].name) + (list[i].dll >= p->img->pe->n_dlls);
	lw_error_clear(&err);
	check_code(lw_pe_exports(&p->src, p->img, &p->a, &x, &err), &err);
	for (uint32_t i = 0; i < x.n; i++)
		sum += length_of(x.list[i].name) + length_of(x.list[i].forward);
	assert_true(sum < SIZE_MAX);
}

static const struct damage {
	const char *mark, *field; /* the field that is spoiled */
	uint64_t value;
	enum lw_code code;
	const char *at, *at_field; /* where it is seen; at_field NULL: at the mark itself */
	const char *text;          /* part of the sentence */
} named[] = {
	{"optional", "magic", 0x107, LW_E_MALFORMED, "optional", NULL, "number is 0x107, neither PE32"},
	{"coff", "size_of_optional_header", 50, LW_E_MALFORMED, "coff", "size_of_optional_header",
	 "said to have 50 bytes"},
	{"coff", "number_of_sections", 0xffff, LW_E_TRUNCATED, "coff", "number_of_sections",
	 "65535 section headers end at"},
	{"optional", "file_alignment", 0, LW_E_MALFORMED, "optional", "file_alignment", "no power of 2"},
	{"optional", "file_alignment", 0x300, LW_E_MALFORMED, "optional", "file_alignment", "0x300"},
	{"optional", "section_alignment", 0x100, LW_E_MALFORMED, "optional", "section_alignment",
	 "from the file alignment on (0x200)"},
	{"optional", "size_of_headers", 0xffffffff, LW_E_MALFORMED, "optional", "size_of_headers",
	 "more than the whole image (0x7000)"},
	{"section.0", "pointer_to_raw_data", 0x7fff0000, LW_E_TRUNCATED, "section.0", NULL, "section 1 of 3 ends at"},
	{"section.1", "size_of_raw_data", 0xffffffff, LW_E_TRUNCATED, "section.1", NULL, "section 2 of 3 ends at"},
	{"section.1", "virtual_address", 0x1000, LW_E_MALFORMED, "section.1", NULL,
	 "section 2 of 3 begins at 0x1000, before the end"},
	{"section.2", "virtual_address", 0, LW_E_MALFORMED, "section.2", NULL, "section 3 of 3 begins at 0"},
	{"dir.1", "rva", 0x6fffffff, LW_E_MALFORMED, "dir.1", NULL, "the import directory lies at 0x6fffffff"},
	{"import.0", "name", 0x6fffffff, LW_E_MALFORMED, "import.0", "name", "an imported library's name lies at"},
	{"import.1", "first_thunk", 0x6fffffff, LW_E_MALFORMED, "import.1", "first_thunk",
	 "an import address table lies at"},
	{"dir.13", "rva", 0x6fffffff, LW_E_MALFORMED, "dir.13", NULL, "the delay import directory"},
	{"delay.0", "name", 0x6fffffff, LW_E_MALFORMED, "delay.0", "name", "a delay imported library's name"},
	{"delay.0", "attributes", 0, LW_E_MALFORMED, "delay.0", "name", "a delay imported library's name"},
	{"dir.11", "rva", 0x6fffffff, LW_E_MALFORMED, "dir.11", NULL, "the bound import directory"},
	{"bound.0", "offset_module_name", 0xffff, LW_E_MALFORMED, "bound.0", "offset_module_name",
	 "a bound library's name"},
	{"dir.0", "rva", 0x6fffffff, LW_E_MALFORMED, "dir.0", NULL, "the export directory"},
	{"export", "name", 0x6fffffff, LW_E_MALFORMED, "export", "name", "the library's own name"},
	{"export", "number_of_functions", 0xffffffff, LW_E_LIMIT, "export", "number_of_functions",
	 "has 4294967295 entries, and only 65536"},
	{"export", "number_of_functions", 0xffff, LW_E_MALFORMED, "export", "number_of_functions",
	 "past the end of its section, which has room for"},
	{"export", "functions", 0x6fffffff, LW_E_MALFORMED, "export", "number_of_functions",
	 "the export address table lies at"},
	{"dir.10", "rva", 0x6fffffff, LW_E_MALFORMED, "dir.10", NULL, "the load configuration"},
	{"dir.14", "rva", 0x6fffffff, LW_E_MALFORMED, "dir.14", NULL, "the CLR header"},
	{"dir.6", "rva", 0x6fffffff, LW_E_MALFORMED, "dir.6", NULL, "the debug directory"},
	{"dir.6", "size", 0xffffffff, LW_E_LIMIT, "dir.6", NULL, "entries, and only 256"},
	{"dir.2", "rva", 0x6fffffff, LW_E_MALFORMED, "dir.2", NULL, "the resource directory"},
	{"resource.type", "offset", 0xffffffff, LW_E_MALFORMED, "resource.type", NULL,
	 "the resource directory of manifests"},
	{"resource.id", "offset", 0xffffff00, LW_E_MALFORMED, "resource.id", NULL, "a resource directory of languages"},
	{"resource.language", "offset", 0x7fffffff, LW_E_MALFORMED, "resource.language", NULL, "a manifest's entry"},
	{"resource.data", "rva", 0x6fffffff, LW_E_MALFORMED, "resource.data", NULL, "a manifest lies at"},
	{"resource.data", "size", 0xffffffff, LW_E_MALFORMED, "resource.data", NULL, "a manifest has 0xffffffff bytes"},
};

static void named_defects_have_code_and_offset(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
		for (unsigned is64 = 0; is64 < 2; is64++) {
			const struct damage *d = &named[i];
			struct px f;
			struct px_parsed p;
			px_make(&f, is64 != 0);
			px_set(&f, d->mark, d->field, d->value);
			assert_non_null(px_parse(&f, &p));
			if (px_damage(&p) != d->code)
				fail_msg("%s of %s: %s", d->field, d->mark,
					 p.img->damage == NULL ? "no damage" : p.img->damage->text);
			const uint64_t at =
				d->at_field == NULL ? px_find(&f, d->at)->off : px_field_off(&f, d->at, d->at_field);
			if (strstr(p.img->damage->text, d->text) == NULL || p.img->damage->off != at)
				fail_msg("%s of %s: %s at %#llx, not %#llx", d->field, d->mark, p.img->damage->text,
					 (unsigned long long)p.img->damage->off, (unsigned long long)at);
			touch(p.img);
			touch_tables(&p);
			px_parsed_free(&p);
			px_free(&f);
		}
}

/* Each part is read for itself: what is wrong in one takes nothing from the others. */
static void what_was_sound_stays(void **state) {
	(void)state;
	struct px f;
	struct px_parsed p;
	px_make(&f, true);
	px_set(&f, "import.1", "name", 0x6fffffff);
	assert_non_null(px_parse(&f, &p));
	assert_int_equal(px_damage(&p), LW_E_MALFORMED);
	assert_string_equal(p.img->needs[0].name, "KERNEL32.dll");
	assert_string_equal(p.img->needs[1].name, "late.dll");
	assert_string_equal(p.img->needs[2].name, "NTDLL.dll");
	assert_string_equal(p.img->soname.text, "fixture.dll");
	assert_int_equal(p.img->pe->n_manifests, 1);
	assert_int_equal(p.img->kind, LW_IMAGE_LIBRARY);
	px_parsed_free(&p);
	px_free(&f);
}

static void check_imports_fail(const struct px *f, enum lw_code code, const char *text) {
	struct px_parsed p;
	const struct lw_pe_import *list;
	size_t n;
	assert_non_null(px_parse(f, &p));
	assert_false(lw_pe_imports(&p.src, p.img, &p.a, &list, &n, &p.err));
	assert_int_equal(p.err.code, code);
	if (strstr(p.err.text, text) == NULL)
		fail_msg("%s", p.err.text);
	assert_int_equal(n, 0);
	px_parsed_free(&p);
}

static void check_exports_fail(const struct px *f, const char *text) {
	struct px_parsed p;
	struct lw_pe_exports x;
	assert_non_null(px_parse(f, &p));
	assert_false(lw_pe_exports(&p.src, p.img, &p.a, &x, &p.err));
	if (strstr(p.err.text, text) == NULL)
		fail_msg("%s", p.err.text);
	assert_int_equal(x.n, 0);
	px_parsed_free(&p);
}

static void damaged_tables(void **state) {
	(void)state;
	for (unsigned is64 = 0; is64 < 2; is64++) {
		struct px f;
		px_make(&f, is64 != 0);
		px_poke(&f, "names.0", 0, 4, 0x6fffffff);
		check_imports_fail(&f, LW_E_MALFORMED, "an imported name lies at 0x6fffffff");
		px_free(&f);
		px_make(&f, is64 != 0);
		px_set(&f, "import.0", "original_first_thunk", 0x3000);
		check_imports_fail(&f, LW_E_MALFORMED, "an import lookup table lies at 0x3000");
		px_free(&f);
		px_make(&f, is64 != 0);
		px_poke(&f, "export.ordinals", 2, 2, 5);
		check_exports_fail(&f, "has the address 5 of 5");
		px_poke(&f, "export.ordinals", 2, 2, 1);
		px_poke(&f, "export.names", 4, 4, 0x6fffffff);
		check_exports_fail(&f, "an exported name lies at 0x6fffffff");
		px_set(&f, "export", "number_of_names", 0xffffffff);
		check_exports_fail(&f, "the export name table has 4294967295 entries");
		px_set(&f, "export", "number_of_names", 3);
		px_set(&f, "export", "name_ordinals", 0x6fffffff);
		check_exports_fail(&f, "the export ordinal table lies at");
		px_free(&f);
	}
}

/* Adds n bytes of one value to the second section, which becomes that long; gives their RVA. */
static uint64_t grow_second(struct px *f, size_t n, int value) {
	const uint64_t at = f->n + 0x200 - f->n % 0x200, size = at - px_get(f, "section.1", "pointer_to_raw_data") + n;
	f->bytes = realloc(f->bytes, at + n);
	assert_non_null(f->bytes);
	memset(f->bytes + f->n, 0, at - f->n);
	memset(f->bytes + at, value, n);
	f->n = at + n;
	px_set(f, "section.1", "size_of_raw_data", size);
	px_set(f, "section.1", "virtual_size", size);
	px_set(f, "section.2", "virtual_address", 0x70000000);
	px_set(f, "optional", "size_of_image", 0x70002000);
	return px_get(f, "section.1", "virtual_address") + at - px_get(f, "section.1", "pointer_to_raw_data");
}

static void names_that_do_not_end(void **state) {
	(void)state;
	struct px f;
	struct px_parsed p;
	px_make(&f, true);
	/* The section ends where the page does, so that no zeros come behind it. */
	const uint64_t room = 0x1000 - (f.n + 0x200 - f.n % 0x200 - px_get(&f, "section.1", "pointer_to_raw_data"));
	px_set(&f, "import.1", "name", grow_second(&f, room, 'x'));
	assert_non_null(px_parse(&f, &p));
	assert_int_equal(px_damage(&p), LW_E_MALFORMED);
	assert_non_null(strstr(p.img->damage->text, "does not end in its section"));
	px_parsed_free(&p);
	px_free(&f);
	px_make(&f, true);
	px_set(&f, "import.1", "name", grow_second(&f, 1 << 18, 'x'));
	assert_non_null(px_parse(&f, &p));
	assert_int_equal(px_damage(&p), LW_E_LIMIT);
	assert_non_null(strstr(p.img->damage->text, "has more than 65536 bytes"));
	px_parsed_free(&p);
	px_free(&f);
}

static void thunks_that_do_not_end(void **state) {
	(void)state;
	struct px f;
	px_make(&f, true);
	px_set(&f, "import.0", "original_first_thunk", grow_second(&f, 9 << 20, 0xff));
	check_imports_fail(&f, LW_E_LIMIT, "there are more than 1048576 imports");
	px_free(&f);
	px_make(&f, false);
	/* Each thunk names the same long string: the words are the address of words. */
	const uint64_t rva = grow_second(&f, 8 << 20, 1);
	assert_true(rva < 0x01010101);
	px_set(&f, "import.0", "original_first_thunk", rva);
	px_set(&f, "section.2", "virtual_address", 0x01010000);
	px_set(&f, "section.2", "virtual_size", 0x1000);
	check_imports_fail(&f, LW_E_LIMIT, "there are more than");
	px_free(&f);
}

static void descriptors_that_do_not_end(void **state) {
	(void)state;
	struct px f;
	struct px_parsed p;
	px_make(&f, true);
	const uint64_t rva = grow_second(&f, 1 << 20, 0);
	const uint64_t off = f.n - (1 << 20);
	for (uint64_t at = off; at + 20 <= f.n; at += 20) {
		lw_store_uint(f.bytes + at + 12, 4, false, px_get(&f, "import.0", "name"));
		lw_store_uint(f.bytes + at + 16, 4, false, px_get(&f, "import.0", "first_thunk"));
	}
	px_set(&f, "dir.1", "rva", rva);
	assert_non_null(px_parse(&f, &p));
	assert_int_equal(px_damage(&p), LW_E_LIMIT);
	assert_non_null(strstr(p.img->damage->text, "the import directory has more than 16384 entries"));
	px_parsed_free(&p);
	px_free(&f);
}

/* Every entry leads back to the root. */
static void cyclic_resources_end(void **state) {
	(void)state;
	struct px f;
	struct px_parsed p;
	px_make(&f, true);
	px_set(&f, "resource.type", "offset", 0x80000000);
	px_set(&f, "resource.id", "offset", 0x80000000);
	assert_non_null(px_parse(&f, &p));
	assert_int_equal(px_damage(&p), LW_E_OK);
	assert_int_equal(p.img->pe->n_manifests, 0);
	px_parsed_free(&p);
	px_set(&f, "resource.type.dir", "number_of_ids", 0xffff);
	px_set(&f, "resource.type.dir", "number_of_names", 0xffff);
	const uint64_t rva = grow_second(&f, 2 << 20, 0);
	const uint64_t off = f.n - (2 << 20), delta = rva - 0x4000;
	/* A directory whose every entry is a manifest, in a directory of these. */
	for (uint64_t at = off; at + 8 <= f.n; at += 8) {
		lw_store_uint(f.bytes + at, 4, false, at % 16 == 0 ? 0x00180018 : 1);
		lw_store_uint(f.bytes + at + 4, 4, false, 0x80000000 + delta);
	}
	px_set(&f, "resource.type", "offset", 0x80000000 + delta);
	assert_non_null(px_parse(&f, &p));
	touch(p.img);
	px_parsed_free(&p);
	px_free(&f);
}

static uint64_t odd_value(unsigned i, uint64_t was, uint64_t n) {
	const uint64_t values[] = {
		0,
		1,
		2,
		3,
		7,
		8,
		was - 1,
		was + 1,
		was ^ 4,
		was * 2,
		was | 0x8000,
		0x7fff,
		0xffff,
		n,
		n - 1,
		n + 1,
		0x1000,
		0x1000 + n,
		0x4fff,
		0x7fffffff,
		0x80000000,
		0xffffffff,
		UINT64_C(1) << 32,
		INT64_MAX,
		UINT64_C(1) << 63,
		UINT64_MAX - n,
		UINT64_MAX - 1,
		UINT64_MAX,
	};
	return i < sizeof values / sizeof values[0] ? values[i] : was;
}

#define N_ODD_VALUES 28

/* No field takes the image away but the two that lead to it. */
static bool leads_to_header(const char *field) {
	return strcmp(field, "e_magic") == 0 || strcmp(field, "e_lfanew") == 0;
}

static unsigned spoil_field(struct px *f, const struct px_mark *m, const char *field) {
	const uint64_t was = px_get(f, m->name, field);
	for (unsigned v = 0; v < N_ODD_VALUES; v++) {
		struct px_parsed p;
		px_set(f, m->name, field, odd_value(v, was, f->n));
		if (px_parse(f, &p) != NULL) {
			touch(p.img);
			touch_tables(&p);
		} else if (!leads_to_header(field)) {
			fail_msg("%s of %s, case %u: %s", field, m->name, v, p.err.text);
		}
		px_parsed_free(&p);
	}
	px_set(f, m->name, field, was);
	return N_ODD_VALUES;
}

static void every_field_with_every_odd_value(void **state) {
	(void)state;
	unsigned n_cases = 0;
	for (unsigned is64 = 0; is64 < 2; is64++) {
		struct px f;
		struct px_parsed p;
		px_make(&f, is64 != 0);
		for (size_t m = 0; m < f.n_marks; m++)
			for (unsigned i = 0; f.marks[m].rec != NULL && i < f.marks[m].rec->n_fields; i++)
				n_cases += spoil_field(&f, &f.marks[m], f.marks[m].rec->fields[i].name);
		assert_non_null(px_parse(&f, &p));
		assert_int_equal(px_damage(&p), LW_E_OK); /* all fields are as they were */
		px_parsed_free(&p);
		px_free(&f);
	}
	print_message("# %u cases\n", n_cases);
	assert_true(n_cases > 8000);
}

static void every_byte_with_odd_values(void **state) {
	(void)state;
	static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
	for (unsigned is64 = 0; is64 < 2; is64++) {
		struct px f;
		px_make(&f, is64 != 0);
		for (size_t i = 0; i < f.n; i++)
			for (size_t v = 0; v < sizeof values; v++) {
				const uint8_t was = f.bytes[i];
				struct px_parsed p;
				f.bytes[i] = values[v];
				if (px_parse(&f, &p) != NULL) {
					touch(p.img);
					touch_tables(&p);
				} else {
					assert_true(p.err.code == LW_E_UNKNOWN_FORMAT || p.err.code == LW_E_TRUNCATED);
				}
				px_parsed_free(&p);
				f.bytes[i] = was;
			}
		px_free(&f);
	}
}

static void every_length(void **state) {
	(void)state;
	for (unsigned is64 = 0; is64 < 2; is64++) {
		struct px f;
		px_make(&f, is64 != 0);
		const size_t header = (size_t)px_find(&f, "coff")->off + 20,
			     sections = (size_t)px_find(&f, "overlay")->off;
		for (size_t n = f.n; n-- > 0;) {
			struct px_parsed p;
			px_cut(&f, n);
			const struct lw_image *img = px_parse(&f, &p);
			if (n < header) {
				assert_null(img);
				assert_int_equal(p.err.code, n < 2 ? LW_E_UNKNOWN_FORMAT : LW_E_TRUNCATED);
			} else {
				assert_non_null(img);
				assert_int_equal(px_damage(&p), n < sections ? LW_E_TRUNCATED : LW_E_OK);
				assert_true(img->pe->certificate_cut || n < sections);
				assert_false(img->pe->certificate_at_end);
				touch(img);
				touch_tables(&p);
			}
			px_parsed_free(&p);
		}
		px_free(&f);
	}
}

RUN("pe-damage", T(named_defects_have_code_and_offset), T(what_was_sound_stays), T(damaged_tables),
    T(names_that_do_not_end), T(thunks_that_do_not_end), T(descriptors_that_do_not_end), T(cyclic_resources_end),
    T(every_field_with_every_odd_value), T(every_byte_with_odd_values), T(every_length))
