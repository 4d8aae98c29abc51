/* SPDX-License-Identifier: Apache-2.0 */
/* One thing wrong in each case: the named defects with their code and offset, then every field with every odd value,
 * then every length. */
#include "unit.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf_fixture.h"

static size_t length_of(const char *s) {
	return s == NULL ? 0 : strlen(s);
}

/* Goes over all that an image tells, for the sanitizers. */
static size_t touch(const struct lw_image *img) {
	const struct lw_elf *e = img->elf;
	size_t n = length_of(img->interp) + length_of(img->soname.text) + length_of(img->rpath.text) +
		length_of(img->runpath.text) + length_of(e->audit.text) + length_of(e->depaudit.text);
	for (uint32_t i = 0; i < img->n_needs; i++)
		n += strlen(img->needs[i].name);
	for (uint32_t i = 0; i < img->n_build_id; i++)
		n += img->build_id[i];
	for (uint32_t i = 0; i < e->n_phdrs; i++)
		n += e->phdrs[i].p_type != 0;
	for (uint32_t i = 0; i < e->n_dyns; i++)
		n += e->dyns[i].d_tag != 0;
	for (uint32_t i = 0; i < e->n_verneeds; i++)
		n += strlen(e->verneeds[i].file) + strlen(e->verneeds[i].version);
	for (uint32_t i = 0; i < e->n_verdefs; i++)
		n += strlen(e->verdefs[i].version);
	for (uint32_t i = 0; i < e->n_dlopens; i++)
		for (uint32_t k = 0; k < e->dlopens[i].n_sonames; k++)
			n += strlen(e->dlopens[i].sonames[k]);
	if (img->damage != NULL)
		n += strlen(img->damage->text);
	return n;
}

/* The codes that lw_elf_symbols names. */
static void touch_symbols(struct fx_parsed *p) {
	const struct lw_symbol *s;
	struct lw_error err = {0};
	size_t n, sum = 0;
	if (lw_elf_symbols(&p->src, p->img, &p->a, &s, &n, &err)) {
		for (size_t i = 0; i < n; i++)
			sum += strlen(s[i].name) + length_of(s[i].version) + length_of(s[i].version_file);
		assert_int_equal(err.code, LW_E_OK);
		return;
	}
	assert_int_equal(sum, 0);
	assert_true(err.code == LW_E_MALFORMED || err.code == LW_E_TRUNCATED || err.code == LW_E_LIMIT);
}

struct damage {
	const char *what, *mark, *field; /* the field that is spoiled */
	uint64_t value;
	enum lw_code code;
	const char *at, *at_field; /* where it is seen; at_field NULL: at the mark itself */
	const char *text;          /* part of the sentence */
};

static const struct damage named[] = {
	{"e_phoff outside", "ehdr", "e_phoff", 0x70000000, LW_E_TRUNCATED, "ehdr", "e_phoff",
	 "past the end of the file"},
	{"e_phentsize wrong", "ehdr", "e_phentsize", 57, LW_E_MALFORMED, "ehdr", "e_phentsize",
	 "are said to have 57 bytes"},
	{"e_phentsize zero", "ehdr", "e_phentsize", 0, LW_E_MALFORMED, "ehdr", "e_phentsize",
	 "are said to have 0 bytes"},
	{"more program headers than file", "ehdr", "e_phnum", 0xfffe, LW_E_TRUNCATED, "ehdr", "e_phnum",
	 "65534 program headers end"},
	{"number of program headers in no section header", "ehdr", "e_phnum", 0xffff, LW_E_TRUNCATED, "ehdr", "e_shoff",
	 "section header 0"},
	{"PT_LOAD longer than the file", "phdr.load", "p_filesz", 0x7fffffff, LW_E_TRUNCATED, "phdr.load", NULL,
	 "program header 2 of 6 ends"},
	{"PT_LOAD outside", "phdr.load", "p_offset", 0x7fff0000, LW_E_TRUNCATED, "phdr.load", NULL,
	 "program header 2 of 6"},
	{"PT_INTERP outside", "phdr.interp", "p_offset", 0x7fff0000, LW_E_TRUNCATED, "phdr.interp", NULL,
	 "PT_INTERP ends at"},
	{"PT_INTERP not terminated", "phdr.interp", "p_filesz", 5, LW_E_MALFORMED, "phdr.interp", NULL,
	 "does not end in its 0x5 bytes"},
	{"PT_INTERP empty", "phdr.interp", "p_filesz", 0, LW_E_MALFORMED, "phdr.interp", NULL, "does not end in its 0"},
	{"PT_DYNAMIC cut", "phdr.dynamic", "p_filesz", 40, LW_E_MALFORMED, "dynamic", NULL,
	 "no DT_NULL in its 0x28 bytes"},
	{"PT_DYNAMIC of one byte", "phdr.dynamic", "p_filesz", 1, LW_E_MALFORMED, "dynamic", NULL,
	 "no DT_NULL in its 0x1 bytes"},
	{"no DT_NULL", "dyn.DT_NULL", "d_tag", DT_DEBUG, LW_E_MALFORMED, "dynamic", NULL, "no DT_NULL"},
	{"DT_STRTAB outside", "dyn.DT_STRTAB", "d_val", 0x66660000, LW_E_MALFORMED, "dyn.DT_STRTAB", NULL,
	 "DT_STRTAB points at 0x66660000"},
	{"DT_STRTAB gone", "dyn.DT_STRTAB", "d_tag", DT_DEBUG, LW_E_MALFORMED, "dyn.DT_SONAME", NULL,
	 "there is no string table"},
	{"DT_NEEDED outside", "dyn.DT_NEEDED", "d_val", 0x66660000, LW_E_MALFORMED, "dyn.DT_NEEDED", NULL,
	 "DT_NEEDED names the string at 0x66660000"},
	{"DT_SONAME outside", "dyn.DT_SONAME", "d_val", 0x7fffffff, LW_E_MALFORMED, "dyn.DT_SONAME", NULL,
	 "DT_SONAME names the string"},
	{"DT_RUNPATH outside", "dyn.DT_RUNPATH", "d_val", 0x66660000, LW_E_MALFORMED, "dyn.DT_RUNPATH", NULL,
	 "DT_RUNPATH names"},
	{"DT_VERNEED outside", "dyn.DT_VERNEED", "d_val", 4, LW_E_MALFORMED, "dyn.DT_VERNEED", NULL,
	 "DT_VERNEED points at 0x4"},
	{"DT_VERDEF outside", "dyn.DT_VERDEF", "d_val", 4, LW_E_MALFORMED, "dyn.DT_VERDEF", NULL,
	 "DT_VERDEF points at"},
	{"verneed revision", "verneed.0", "vn_version", 2, LW_E_UNSUPPORTED, "verneed.0", NULL, "has revision 2"},
	{"verneed chain backwards", "verneed.1", "vn_next", 0xffffffd0, LW_E_MALFORMED, "verneed.0", NULL,
	 "past the end of its segment"},
	{"vernaux chain backwards", "vernaux.1", "vna_next", 0xfffffff0, LW_E_MALFORMED, "verneed.0", NULL,
	 "past the end of its segment"},
	{"vernaux outside", "verneed.0", "vn_aux", 0x40000000, LW_E_MALFORMED, "verneed.0", NULL,
	 "a needed version lies 0x40000000 behind"},
	{"version name outside", "vernaux.0", "vna_name", 0x40000000, LW_E_MALFORMED, "vernaux.0", NULL,
	 "a needed version names the string"},
	{"verneed file outside", "verneed.1", "vn_file", 0x40000000, LW_E_MALFORMED, "verneed.1", NULL,
	 "a version need names the string"},
	{"verdef revision", "verdef.1", "vd_version", 0, LW_E_UNSUPPORTED, "verdef.1", NULL, "has revision 0"},
	{"verdef chain backwards", "verdef.2", "vd_next", 0xffffffff, LW_E_MALFORMED, "verdef.0", NULL,
	 "past the end of its segment"},
	{"verdaux name outside", "verdaux.1", "vda_name", 0x40000000, LW_E_MALFORMED, "verdaux.1", NULL,
	 "a defined version names"},
	{"DT_HASH outside", "dyn.DT_HASH", "d_val", 4, LW_E_MALFORMED, "dyn.DT_HASH", NULL, "DT_HASH points at 0x4"},
	{"note longer than its segment", "nhdr.abi-tag", "n_descsz", 0x1000, LW_E_MALFORMED, "nhdr.abi-tag", NULL,
	 "a note ends 0x1010 bytes behind"},
	{"note of nearly four gigabytes", "nhdr.build-id", "n_descsz", UINT32_MAX, LW_E_MALFORMED, "nhdr.build-id",
	 NULL, "a note ends"},
	{"note name longer than its segment", "nhdr.dlopen", "n_namesz", UINT32_MAX, LW_E_MALFORMED, "nhdr.dlopen",
	 NULL, "a note"},
	{"notes outside", "phdr.note", "p_offset", 0x70000000, LW_E_TRUNCATED, "phdr.note", NULL,
	 "notes (program header 4 of 6)"},
	{"properties outside", "phdr.property", "p_filesz", 0x70000000, LW_E_TRUNCATED, "phdr.property", NULL,
	 "notes (program header 5 of 6)"},
};

static void check_named(const struct damage *d, unsigned flavour) {
	struct fx_opts o = {0};
	struct fx f;
	struct fx_parsed p;
	fx_flavour(&o, flavour);
	fx_make(&f, &o);
	fx_set(&f, d->mark, d->field, d->value);
	const struct lw_image *img = fx_parse(&f, &p);
	assert_non_null(img);
	if (fx_damage(&p) != d->code)
		fail_msg("%s (flavour %u): %s instead of %s: %s", d->what, flavour, lw_code_name(fx_damage(&p)),
			 lw_code_name(d->code), img->damage == NULL ? "no damage" : img->damage->text);
	uint64_t off = d->at_field == NULL ? fx_find(&f, d->at)->off : fx_field_off(&f, d->at, d->at_field);
	if (!img->damage->has_off || img->damage->off != off)
		fail_msg("%s (flavour %u): at %#llx instead of %#llx", d->what, flavour,
			 (unsigned long long)img->damage->off, (unsigned long long)off);
	if (strstr(img->damage->text, d->text) == NULL)
		fail_msg("%s (flavour %u): says \"%s\"", d->what, flavour, img->damage->text);
	touch(img);
	touch_symbols(&p);
	fx_parsed_free(&p);
	fx_free(&f);
}

static void named_defects_have_code_and_offset(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
		for (unsigned flavour = 0; flavour < 4; flavour++)
			check_named(&named[i], flavour);
}

static void what_was_sound_stays(void **state) {
	(void)state;
	struct fx_opts o = {.is64 = true};
	struct fx f;
	struct fx_parsed p;
	fx_make(&f, &o);
	fx_set(&f, "dyn.DT_NEEDED", "d_val", 0x66660000);
	fx_set(&f, "vernaux.1", "vna_next", 0xfffffff0);
	const struct lw_image *img = fx_parse(&f, &p);
	assert_int_equal(img->n_needs, 3); /* the others */
	assert_string_equal(img->needs[1].name, "libc.so.6");
	assert_string_equal(img->soname.text, "libfix.so.1");
	assert_int_equal(img->elf->n_verneeds, 2); /* those before */
	assert_int_equal(img->elf->n_verdefs, 3);
	assert_int_equal(img->n_build_id, 8);
	assert_string_equal(img->damage->text + strlen(img->damage->text) - 1, ")");
	assert_non_null(strstr(img->damage->text, "DT_NEEDED")); /* the first is told */
	fx_parsed_free(&p);
	fx_free(&f);
}

static void header_defects_give_no_image(void **state) {
	(void)state;
	static const struct {
		size_t off;
		uint8_t value;
		enum lw_code code;
		uint64_t at;
	} rows[] = {
		{0, 0x7e, LW_E_UNKNOWN_FORMAT, 0},
		{3, 'f', LW_E_UNKNOWN_FORMAT, 0},
		{EI_CLASS, 0, LW_E_UNKNOWN_FORMAT, EI_CLASS},
		{EI_CLASS, 3, LW_E_UNKNOWN_FORMAT, EI_CLASS},
		{EI_DATA, 0, LW_E_UNKNOWN_FORMAT, EI_DATA},
		{EI_DATA, 3, LW_E_UNKNOWN_FORMAT, EI_DATA},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct fx_opts o = {.is64 = true};
		struct fx f;
		struct fx_parsed p;
		fx_make(&f, &o);
		f.bytes[rows[i].off] = rows[i].value;
		assert_null(fx_parse(&f, &p));
		assert_int_equal(p.err.code, rows[i].code);
		assert_true(p.err.has_off);
		assert_int_equal(p.err.off, rows[i].at);
		fx_parsed_free(&p);
		fx_free(&f);
	}
}

static void dynamic_section_that_no_segment_has(void **state) {
	(void)state;
	for (unsigned flavour = 0; flavour < 4; flavour++) {
		struct fx_opts o = {0};
		struct fx f;
		struct fx_parsed p;
		fx_flavour(&o, flavour);
		fx_make(&f, &o);
		/* Its address is nowhere: its offset counts. */
		fx_set(&f, "phdr.dynamic", "p_vaddr", 0x66660000);
		assert_int_equal(fx_parse(&f, &p)->n_needs, 4);
		assert_int_equal(fx_damage(&p), LW_E_OK);
		fx_parsed_free(&p);
		/* That is nowhere too. */
		fx_set(&f, "phdr.dynamic", "p_offset", f.n);
		assert_int_equal(fx_parse(&f, &p)->n_needs, 0);
		assert_int_equal(fx_damage(&p), LW_E_TRUNCATED);
		assert_int_equal(p.img->damage->off, fx_find(&f, "phdr.dynamic")->off);
		assert_false(p.img->elf->has_dynamic);
		fx_parsed_free(&p);
		fx_free(&f);
	}
}

static void string_without_its_end(void **state) {
	(void)state;
	for (unsigned flavour = 0; flavour < 4; flavour++) {
		struct fx_opts o = {0};
		struct fx f;
		struct fx_parsed p;
		fx_flavour(&o, flavour);
		fx_make(&f, &o);
		/* The segment ends within the last string of the table. */
		uint64_t last = fx_get(&f, "dyn.DT_DEPAUDIT", "d_val");
		fx_set(&f, "phdr.load", "p_filesz", fx_find(&f, "strtab")->off + last + 3);
		assert_non_null(fx_parse(&f, &p));
		assert_int_equal(fx_damage(&p), LW_E_MALFORMED);
		assert_int_equal(p.img->damage->off, fx_find(&f, "dyn.DT_DEPAUDIT")->off);
		assert_non_null(strstr(p.img->damage->text, "does not end in its segment"));
		assert_string_equal(p.img->elf->audit.text, "/audit.so");
		assert_null(p.img->elf->depaudit.text);
		fx_parsed_free(&p);
		fx_free(&f);
	}
}

struct hash_case {
	uint64_t off; /* in words of four; -1: behind the bloom filter */
	int word;
	uint64_t value;
	enum lw_code code;
	const char *text;
	bool counted; /* seen by whoever wants the symbols, not with the image */
};

static void gnu_hash_defects(void **state) {
	(void)state;
	static const struct hash_case rows[] = {
		{0, 0, 0, LW_E_MALFORMED, "has no buckets", false},
		{0, 0, 0x1000000, LW_E_MALFORMED, "past the end of their segment", false},
		{0, 0, UINT32_MAX, LW_E_LIMIT, "more than 16777216 buckets", false},
		{8, 0, UINT32_MAX, LW_E_MALFORMED, "past the end of their segment", false},
		{0, 1, 1, LW_E_MALFORMED, "before the first hashed one", true},
		{0, 1, UINT32_MAX, LW_E_MALFORMED, "does not end in its segment", true},
		{4, 0, UINT32_MAX, LW_E_MALFORMED, "before the first hashed one", true},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (unsigned flavour = 0; flavour < 4; flavour++) {
			struct fx_opts o = {.no_sysv_hash = true};
			struct fx f;
			struct fx_parsed p;
			fx_flavour(&o, flavour);
			fx_make(&f, &o);
			fx_poke(&f, "gnu_hash", rows[i].off + (rows[i].word != 0 ? (o.is64 ? 24 : 20) : 0), 4,
				rows[i].value);
			assert_non_null(fx_parse(&f, &p));
			assert_int_equal(fx_damage(&p), rows[i].counted ? LW_E_OK : rows[i].code);
			assert_int_equal(fx_symbols(&p), 0);
			assert_int_equal(p.err.code, rows[i].code);
			assert_non_null(strstr(p.err.text, rows[i].text));
			assert_true(rows[i].counted || strcmp(p.img->damage->text, p.err.text) == 0);
			assert_int_equal(p.img->n_needs, 4);
			fx_parsed_free(&p);
			fx_free(&f);
		}
}

static void symbol_defects(void **state) {
	(void)state;
	static const struct {
		const char *mark, *field;
		uint64_t value;
		const char *text;
	} rows[] = {
		{"dyn.DT_SYMTAB", "d_val", 4, "DT_SYMTAB points at 0x4"},
		{"dyn.DT_SYMTAB", "d_tag", DT_DEBUG, "no DT_SYMTAB"},
		{"dyn.DT_SYMENT", "d_val", 23, "are said to have 23 bytes"},
		{"dyn.DT_SYMENT", "d_val", 0, "are said to have 0 bytes"},
		{"dyn.DT_VERSYM", "d_val", 4, "DT_VERSYM points at 0x4"},
		{"sym.2", "st_name", 0x40000000, "a symbol names the string"},
		{"sym.3", "st_name", UINT32_MAX, "a symbol names the string"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (unsigned flavour = 0; flavour < 4; flavour++) {
			struct fx_opts o = {0};
			struct fx f;
			struct fx_parsed p;
			const struct lw_symbol *s;
			size_t n = 7;
			fx_flavour(&o, flavour);
			fx_make(&f, &o);
			fx_set(&f, rows[i].mark, rows[i].field, rows[i].value);
			assert_non_null(fx_parse(&f, &p));
			assert_int_equal(fx_damage(&p), LW_E_OK); /* symbols are not read with the image */
			assert_false(lw_elf_symbols(&p.src, p.img, &p.a, &s, &n, &p.err));
			assert_int_equal(p.err.code, LW_E_MALFORMED);
			assert_non_null(strstr(p.err.text, rows[i].text));
			assert_int_equal(n, 0);
			fx_parsed_free(&p);
			fx_free(&f);
		}
}

/* DT_HASH promises symbols that no segment has. */
static void more_symbols_than_file(void **state) {
	(void)state;
	for (unsigned flavour = 0; flavour < 4; flavour++) {
		struct fx_opts o = {0};
		struct fx f;
		struct fx_parsed p;
		const struct lw_symbol *s;
		size_t n;
		fx_flavour(&o, flavour);
		fx_make(&f, &o);
		fx_poke(&f, "hash", 4, 4, UINT32_MAX);
		assert_non_null(fx_parse(&f, &p));
		assert_int_equal(fx_symbols(&p), UINT32_MAX);
		assert_false(lw_elf_symbols(&p.src, p.img, &p.a, &s, &n, &p.err));
		assert_int_equal(p.err.code, LW_E_MALFORMED);
		assert_non_null(strstr(p.err.text, "which has room for"));
		fx_parsed_free(&p);
		fx_free(&f);
	}
}

static void cyclic_and_dense_version_chains_end(void **state) {
	(void)state;
	/* Each record is a need whose versions are all the records behind it, so that there are about n * n / 512 steps
	 * to be made. */
	struct fx_opts o = {.is64 = true};
	struct fx f;
	struct fx_parsed p;
	fx_make(&f, &o);
	size_t at = f.n, n = 2 << 20;
	f.bytes = realloc(f.bytes, at + n);
	assert_non_null(f.bytes);
	for (size_t i = 0; i + 4 <= n; i += 4)
		lw_store_uint(f.bytes + at + i, 4, false, i % 16 == 0 ? 0x00010001 : i % 16 == 4 ? 0 : 16);
	f.n = at + n;
	fx_set(&f, "phdr.load", "p_filesz", f.n);
	fx_set(&f, "dyn.DT_VERNEED", "d_val", FX_BASE + at);
	assert_non_null(fx_parse(&f, &p));
	assert_int_equal(fx_damage(&p), LW_E_LIMIT);
	assert_non_null(strstr(p.img->damage->text, "more than 65536 version records"));
	touch(p.img);
	fx_parsed_free(&p);
	fx_free(&f);
}

static void too_many_dynamic_entries(void **state) {
	(void)state;
	struct fx_opts o = {.is64 = false};
	struct fx f;
	struct fx_parsed p;
	o.n_more = (1 << 20) + 1;
	struct lw_dyn *more = calloc(o.n_more, sizeof *more);
	assert_non_null(more);
	for (size_t i = 0; i < o.n_more; i++)
		more[i] = (struct lw_dyn){DT_DEBUG, 0};
	o.more = more;
	fx_make(&f, &o);
	assert_non_null(fx_parse(&f, &p));
	assert_int_equal(fx_damage(&p), LW_E_LIMIT);
	assert_int_equal(p.img->n_needs, 4);
	fx_parsed_free(&p);
	fx_free(&f);
	free(more);
}

static void every_field_with_every_odd_value(void **state) {
	(void)state;
	unsigned n_cases = 0;
	for (unsigned flavour = 0; flavour < 8; flavour++) {
		struct fx_opts o = {.no_sysv_hash = flavour >= 4};
		struct fx f;
		fx_flavour(&o, flavour);
		fx_make(&f, &o);
		for (size_t m = 0; m < f.n_marks; m++) {
			const struct lw_record *rec = f.marks[m].rec;
			for (unsigned i = 0; rec != NULL && i < rec->n_fields; i++) {
				const char *mark = f.marks[m].name, *field = rec->fields[i].name;
				const uint64_t was = fx_get(&f, mark, field);
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
					f.n,
					f.n - 1,
					f.n + 1,
					FX_BASE,
					FX_BASE + f.n,
					FX_BASE + f.n - 1,
					0x7fffffff,
					0x80000000,
					0xffffffff,
					UINT64_C(1) << 32,
					INT64_MAX,
					UINT64_C(1) << 63,
					UINT64_MAX - f.n,
					UINT64_MAX - 1,
					UINT64_MAX,
				};
				for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
					struct fx_parsed p;
					fx_set(&f, mark, field, values[v]);
					const struct lw_image *img = fx_parse(&f, &p);
					if (img == NULL) /* no field behind e_ident takes the image away */
						fail_msg("%s of %s = %#llx: %s", field, mark,
							 (unsigned long long)values[v], p.err.text);
					touch(img);
					touch_symbols(&p);
					fx_parsed_free(&p);
					n_cases++;
				}
				fx_set(&f, mark, field, was);
			}
		}
		struct fx_parsed p;
		assert_non_null(fx_parse(&f, &p));
		assert_int_equal(fx_damage(&p), LW_E_OK); /* all fields are as they were */
		fx_parsed_free(&p);
		fx_free(&f);
	}
	print_message("# %u cases\n", n_cases);
	assert_true(n_cases > 30000);
}

static void every_byte_with_odd_values(void **state) {
	(void)state;
	static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
	for (unsigned flavour = 0; flavour < 4; flavour++) {
		struct fx_opts o = {.no_sysv_hash = true};
		struct fx f;
		fx_flavour(&o, flavour);
		fx_make(&f, &o);
		for (size_t i = 0; i < f.n; i++)
			for (size_t v = 0; v < sizeof values; v++) {
				uint8_t was = f.bytes[i];
				struct fx_parsed p;
				f.bytes[i] = values[v];
				if (fx_parse(&f, &p) != NULL) {
					touch(p.img);
					touch_symbols(&p);
				} else {
					assert_true(i < EI_NIDENT);
					assert_true(p.err.code == LW_E_UNKNOWN_FORMAT || p.err.code == LW_E_TRUNCATED);
				}
				fx_parsed_free(&p);
				f.bytes[i] = was;
			}
		fx_free(&f);
	}
}

static void every_length(void **state) {
	(void)state;
	for (unsigned flavour = 0; flavour < 4; flavour++) {
		struct fx_opts o = {0};
		struct fx f;
		fx_flavour(&o, flavour);
		fx_make(&f, &o);
		size_t header = o.is64 ? 64 : 52;
		for (size_t n = f.n; n-- > 0;) {
			struct fx_parsed p;
			fx_cut(&f, n);
			const struct lw_image *img = fx_parse(&f, &p);
			if (n < header) {
				assert_null(img);
				assert_int_equal(p.err.code, n < 4 ? LW_E_UNKNOWN_FORMAT : LW_E_TRUNCATED);
				assert_int_equal(p.err.off, n < 4 ? 0 : n);
			} else {
				assert_non_null(img);
				assert_int_equal(fx_damage(&p), LW_E_TRUNCATED);
				assert_int_equal(img->elf->has_phdrs, n >= header + 6 * (o.is64 ? 56u : 32u));
				touch(img);
				touch_symbols(&p);
			}
			fx_parsed_free(&p);
		}
		fx_free(&f);
	}
}

RUN("damage", T(named_defects_have_code_and_offset), T(what_was_sound_stays), T(header_defects_give_no_image),
    T(dynamic_section_that_no_segment_has), T(string_without_its_end), T(gnu_hash_defects), T(symbol_defects),
    T(more_symbols_than_file), T(cyclic_and_dense_version_chains_end), T(too_many_dynamic_entries),
    T(every_field_with_every_odd_value), T(every_byte_with_odd_values), T(every_length))
