/* SPDX-License-Identifier: Apache-2.0 */
/* One thing wrong in each case: the named defects with their code and offset, then every field with every odd value,
 * then every byte and every length. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "macho_fixture.h"
#include "names/macho_numbers.h"

struct damage {
	const char *mark, *field;
	uint64_t value;
	enum lw_code code;
	const char *at, *at_field; /* where it is seen; at_field NULL: at the mark itself */
	const char *text;
};

static const struct damage named[] = {
	{"header", "sizeofcmds", 0x7fffff, LW_E_LIMIT, "header", "sizeofcmds", "only 4194304 are read"},
	{"header", "sizeofcmds", 0x7ffff, LW_E_TRUNCATED, "header", "sizeofcmds", "past the end of the file"},
	{"header", "sizeofcmds", 0, LW_E_MALFORMED, "segment.0", NULL, "load command 1 of"},
	{"header", "ncmds", UINT32_MAX, LW_E_MALFORMED, "commands-end", NULL, "of 4294967295 begins past the end"},
	{"id", "name", 0x1000, LW_E_MALFORMED, "id", NULL, "the string of LC_ID_DYLIB lies at 0x1000"},
	{"dylib.1", "name", UINT32_MAX, LW_E_MALFORMED, "dylib.1", NULL, "the string of LC_LOAD_DYLIB lies at"},
	{"use.1", "nameoff", 4096, LW_E_MALFORMED, "use.1", NULL, "the string of LC_LOAD_DYLIB lies at"},
	{"rpath.2", "offset", 24, LW_E_MALFORMED, "rpath.2", NULL, "the string of LC_RPATH lies at 0x18"},
	{"dylinker", "offset", 0x10000, LW_E_MALFORMED, "dylinker", NULL, "LC_LOAD_DYLINKER"},
	{"build", "ntools", 3, LW_E_MALFORMED, "build", NULL, "tells of 3 tools and has room for 2"},
	{"build", "ntools", UINT32_MAX, LW_E_MALFORMED, "build", NULL, "and has room for 2"},
	{"segment.0", "nsects", 4, LW_E_MALFORMED, "segment.0", NULL, "tells of 4 sections and has room for 3"},
	{"segment.0", "nsects", UINT32_MAX, LW_E_MALFORMED, "segment.0", NULL, "tells of 4294967295 sections"},
	{"segment.1", "filesize", 0x7fffffff, LW_E_TRUNCATED, "segment.1", NULL, "segment __LINKEDIT lies at 0"},
	{"segment.1", "fileoff", 0x7fffffff, LW_E_TRUNCATED, "segment.1", NULL, "past the end of the file"},
	{"symtab", "symoff", 0x7fffffff, LW_E_TRUNCATED, "symtab", NULL, "the symbol table lies at 0x7fffffff"},
	{"symtab", "nsyms", UINT32_MAX, LW_E_TRUNCATED, "symtab", NULL, "the symbol table lies at"},
	{"symtab", "strsize", UINT32_MAX, LW_E_TRUNCATED, "symtab", NULL, "the string table lies at"},
	{"dyld_info", "export_off", UINT32_MAX, LW_E_TRUNCATED, "dyld_info", NULL, "the trie of exported symbols"},
	{"dyld_info", "bind_size", UINT32_MAX, LW_E_TRUNCATED, "dyld_info", NULL, "what is to be bound"},
	{"code_signature", "dataoff", 0x7fffffff, LW_E_TRUNCATED, "code_signature", NULL, "LC_CODE_SIGNATURE lies"},
	{"code_signature", "datasize", 11, LW_E_MALFORMED, "super_blob", NULL, "does not begin as one does"},
	{"super_blob", "magic", 1, LW_E_MALFORMED, "super_blob", NULL, "does not begin as one does"},
	{"super_blob", "count", 65, LW_E_LIMIT, "super_blob", NULL, "has 65 parts, and only 64"},
	{"directory.0", "magic", 2, LW_E_MALFORMED, "directory.0", NULL, "not as a code directory does"},
	{"directory.0", "length", 7, LW_E_MALFORMED, "super_blob", NULL, "with 0x7 bytes"},
	{"directory.0", "length", 40, LW_E_MALFORMED, "directory.0", NULL, "a code directory has only 0x28"},
	{"directory.0", "nCodeSlots", UINT32_MAX, LW_E_MALFORMED, "directory.0", NULL,
	 "the hashes of a code directory"},
	{"directory.0", "identOffset", UINT32_MAX, LW_E_MALFORMED, "directory.0", NULL, "a name at 0xffffffff"},
};

static void check_named(const struct damage *d, unsigned flavour) {
	struct mx_opts o = {0};
	struct mx m;
	struct mx_parsed p;
	mx_flavour(&o, flavour);
	mx_make(&m, &o);
	mx_set(&m, d->mark, d->field, d->value);
	const struct lw_image *img = mx_parse(&m, &p);
	assert_non_null(img);
	if (mx_damage(&p) != d->code)
		fail_msg("%s.%s (flavour %u): %s instead of %s: %s", d->mark, d->field, flavour,
			 lw_code_name(mx_damage(&p)), lw_code_name(d->code),
			 img->damage == NULL ? "no damage" : img->damage->text);
	const uint64_t off = d->at_field == NULL ? mx_find(&m, d->at)->off : mx_field_off(&m, d->at, d->at_field);
	if (!img->damage->has_off || img->damage->off != off)
		fail_msg("%s.%s (flavour %u): at %#llx instead of %#llx", d->mark, d->field, flavour,
			 (unsigned long long)img->damage->off, (unsigned long long)off);
	if (strstr(img->damage->text, d->text) == NULL)
		fail_msg("%s.%s (flavour %u): says \"%s\"", d->mark, d->field, flavour, img->damage->text);
	mx_touch(&p);
	mx_parsed_free(&p);
	mx_free(&m);
}

static void named_defects_have_code_and_offset(void **state) {
	(void)state;
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
		for (unsigned flavour = 0; flavour < 4; flavour++)
			check_named(&named[i], flavour);
}

/* cmdsize of each command: none, odd, too small for its record, longer than all. */
static void sizes_of_commands(void **state) {
	(void)state;
	static const struct {
		const char *mark;
		uint32_t size;
		const char *text;
	} rows[] = {
		{"rpath.1", 0, "is said to have 0"},
		{"rpath.1", 7, "is said to have 0x7 bytes"},
		{"rpath.1", 13, "is said to have 0xd bytes"},
		{"rpath.1", 0xfffffffc, "past the end of all load commands"},
		{"rpath.1", 8, "LC_RPATH has 8 bytes, and 12 belong to it"},
		{"id", 16, "LC_ID_DYLIB has 16 bytes"},
		{"uuid", 16, "LC_UUID has 16 bytes, and 24"},
		{"main", 8, "LC_MAIN has 8 bytes, and 24"},
		{"symtab", 8, "LC_SYMTAB has 8 bytes"},
		{"build", 8, "LC_BUILD_VERSION has 8"},
		{"code_signature", 8, "LC_CODE_SIGNATURE has 8"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct mx_opts o = {.is64 = true};
		struct mx m;
		struct mx_parsed p;
		mx_make(&m, &o);
		lw_store_uint(m.bytes + mx_find(&m, rows[i].mark)->off + 4, 4, false, rows[i].size);
		assert_non_null(mx_parse(&m, &p));
		assert_int_equal(mx_damage(&p), LW_E_MALFORMED);
		assert_non_null(strstr(p.img->damage->text, rows[i].text));
		assert_int_equal(p.img->damage->off, mx_find(&m, rows[i].mark)->off);
		mx_touch(&p);
		mx_parsed_free(&p);
		mx_free(&m);
	}
}

static void string_without_its_end(void **state) {
	(void)state;
	for (unsigned flavour = 0; flavour < 4; flavour++) {
		struct mx_opts o = {0};
		struct mx m;
		struct mx_parsed p;
		mx_flavour(&o, flavour);
		mx_make(&m, &o);
		const uint64_t off = mx_find(&m, "rpath.2")->off;
		memset(m.bytes + off + 12, 'x', 12);
		assert_non_null(mx_parse(&m, &p));
		assert_non_null(strstr(p.img->damage->text, "LC_RPATH does not end in its 0x18 bytes"));
		assert_int_equal(p.img->damage->off, off);
		assert_int_equal(p.img->macho->n_rpaths, 2); /* the others */
		assert_int_equal(p.img->n_needs, 8);
		mx_parsed_free(&p);
		mx_free(&m);
	}
}

static void millions_of_commands(void **state) {
	(void)state;
	const size_t n = 500000, head = 32;
	struct mx m = {.is64 = true, .n = head + 8 * n + 8};
	struct mx_parsed p;
	m.bytes = calloc(1, m.n);
	assert_non_null(m.bytes);
	const struct lw_macho_header h = {MH_MAGIC_64, CPU_TYPE_X86_64, 3, MH_DYLIB, UINT32_MAX, 8 * n, 0};
	lw_record_put(&lw_rec_mach_header, m.bytes, true, false, &h);
	for (size_t i = 0; i < n; i++) {
		lw_store_uint(m.bytes + head + 8 * i, 4, false, i % 2 == 0 ? LC_RPATH : LC_UNIXTHREAD);
		lw_store_uint(m.bytes + head + 8 * i + 4, 4, false, 8);
	}
	assert_non_null(mx_parse(&m, &p));
	assert_int_equal(p.img->macho->n_commands, n);
	assert_non_null(strstr(p.img->damage->text, "LC_RPATH has 8 bytes"));
	assert_true(p.a.total < (size_t)64 << 20);
	mx_parsed_free(&p);
	free(m.bytes);
}

static void many_rpaths_are_kept(void **state) {
	(void)state;
	const struct mx_opts o = {.is64 = true, .n_more_rpaths = 20000};
	struct mx m;
	struct mx_parsed p;
	mx_make(&m, &o);
	assert_int_equal(mx_parse(&m, &p)->macho->n_rpaths, 20003);
	assert_int_equal(mx_damage(&p), LW_E_OK);
	mx_parsed_free(&p);
	mx_free(&m);
}

static void files_that_are_none(void **state) {
	(void)state;
	static const struct {
		uint8_t bytes[40];
		size_t n;
		enum lw_code code;
		uint64_t at;
		const char *text;
	} rows[] = {
		{{0}, 0, LW_E_UNKNOWN_FORMAT, 0, "does not begin with"},
		{{0xcf, 0xfa, 0xed}, 3, LW_E_UNKNOWN_FORMAT, 0, "does not begin with"},
		{{0xcf, 0xfa, 0xed, 0xfd}, 40, LW_E_UNKNOWN_FORMAT, 0, "does not begin with"},
		{{0xcf, 0xfa, 0xed, 0xfe}, 31, LW_E_TRUNCATED, 31, "has 31 bytes, too few"},
		{{0xfe, 0xed, 0xfa, 0xce}, 27, LW_E_TRUNCATED, 27, "has 27 bytes, too few"},
		{{0xca, 0xfe, 0xba, 0xbe}, 7, LW_E_TRUNCATED, 7, "too few for a universal file"},
		{{0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52}, 40, LW_E_UNKNOWN_FORMAT, 4, "is a Java class"},
		{{0xca, 0xfe, 0xba, 0xbe, 0, 3, 0, 45}, 40, LW_E_UNKNOWN_FORMAT, 4, "is a Java class"},
		{{0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0}, 40, LW_E_UNKNOWN_FORMAT, 4, "without any slice"},
		{{0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2}, 40, LW_E_TRUNCATED, 40, "ends within the table of the 2 slices"},
		{{0xca, 0xfe, 0xba, 0xbf, 0, 0, 0, 1}, 39, LW_E_TRUNCATED, 39, "ends within the table of the 1 slices"},
		{{0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 1}, 40, LW_E_UNKNOWN_FORMAT, 8, "none of its 1 slices is"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct mx m = {.n = rows[i].n};
		struct mx_parsed p;
		m.bytes = malloc(m.n + 1);
		assert_non_null(m.bytes);
		memcpy(m.bytes, rows[i].bytes, m.n);
		assert_null(mx_parse(&m, &p));
		assert_int_equal(p.err.code, rows[i].code);
		assert_int_equal(p.err.off, rows[i].at);
		assert_non_null(strstr(p.err.text, rows[i].text));
		mx_parsed_free(&p);
		mx_free(&m);
	}
}

struct slice_case {
	const char *field;
	uint64_t value;
	enum lw_code code;
	const char *text;
	bool read; /* the slice itself could be */
};

/* Of the second slice; the first is sound in each case. */
static void slices_that_lie_wrong(void **state) {
	(void)state;
	static const struct slice_case rows[] = {
		{"offset", 0x7ffff000, LW_E_TRUNCATED, "slice 2 of 2 lies at 0x7ffff000", false},
		{"size", 0x7ffff000, LW_E_TRUNCATED, "past the end of the file", true},
		{"offset", 0x1000, LW_E_MALFORMED, "slices 1 and 2 of 2 overlap", false},
		{"offset", 0x1010, LW_E_MALFORMED, "which is not aligned to 2 to the power of 12", false},
		{"offset", 16, LW_E_MALFORMED, "within the table of slices", false},
		{"align", 14, LW_E_MALFORMED, "is not aligned to 2 to the power of 14", true},
		{"align", 16, LW_E_MALFORMED, "is not aligned", true},
		{"align", UINT32_MAX, LW_E_MALFORMED, "is not aligned", true},
		{"cputype", 12, LW_E_MALFORMED, "is said to be for arm, and its header says ppc", true},
		{"size", 0, LW_E_UNKNOWN_FORMAT, "does not begin with the four bytes", false},
		{"size", 20, LW_E_TRUNCATED, "has 20 bytes, too few for a Mach-O file header", false},
	};
	const struct mx_opts o[2] = {{.is64 = true}, {.big = true, .cputype = 18}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (unsigned fat64 = 0; fat64 < 2; fat64++) {
			struct mx slices[2], m;
			struct mx_parsed p;
			for (unsigned k = 0; k < 2; k++)
				mx_make(&slices[k], &o[k]);
			mx_make_fat(&m, slices, 2, fat64 != 0);
			mx_set(&m, "slice.1", rows[i].field, rows[i].value);
			assert_non_null(mx_parse(&m, &p));
			assert_null(p.img->damage);
			const struct lw_image *img = p.all.at[1];
			assert_non_null(img->damage);
			if (img->damage->code != rows[i].code || strstr(img->damage->text, rows[i].text) == NULL)
				fail_msg("%s = %#llx: %s: %s", rows[i].field, (unsigned long long)rows[i].value,
					 lw_code_name(img->damage->code), img->damage->text);
			assert_int_equal(img->macho->has_header, rows[i].read);
			assert_int_equal(img->n_needs, rows[i].read ? 8 : 0);
			mx_touch(&p);
			mx_parsed_free(&p);
			mx_free(&m);
			mx_free(&slices[0]);
			mx_free(&slices[1]);
		}
}

static void two_slices_for_one_machine(void **state) {
	(void)state;
	const struct mx_opts o = {.is64 = true};
	struct mx slices[2], m;
	struct mx_parsed p;
	mx_make(&slices[0], &o);
	mx_make(&slices[1], &o);
	mx_make_fat(&m, slices, 2, false);
	assert_non_null(mx_parse(&m, &p));
	assert_null(p.img->damage);
	assert_non_null(strstr(p.all.at[1]->damage->text, "slices 1 and 2 of 2 are for the same machine"));
	mx_parsed_free(&p);
	mx_free(&m);
	mx_free(&slices[0]);
	mx_free(&slices[1]);
}

static void trie_defects(void **state) {
	(void)state;
	static const struct {
		unsigned at;
		uint8_t value;
		const char *text;
	} rows[] = {
		{4, 0, "lie in each other"},                  /* the root is below itself */
		{13, 5, "lie in each other"},                 /* a node is */
		{4, 0x7f, "does not end in it"},              /* outside */
		{0, 0x7f, "does not end in it"},              /* more exports than bytes */
		{6, 0xff, "of the trie of exported symbols"}, /* more edges than bytes */
		{26, 0x80, "lie in each other"},              /* another number */
		{46, 9, "does not end in it"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct mx_opts o = {.is64 = true};
		struct mx m;
		struct mx_parsed p;
		const struct lw_macho_symbol *s;
		size_t n = 7;
		mx_make(&m, &o);
		m.bytes[mx_find(&m, "trie")->off + rows[i].at] = rows[i].value;
		assert_non_null(mx_parse(&m, &p));
		assert_int_equal(mx_damage(&p), LW_E_OK); /* symbols are not read with the image */
		assert_false(lw_macho_symbols(&p.src, p.img, &p.a, &s, &n, &p.err));
		assert_int_equal(p.err.code, LW_E_MALFORMED);
		if (strstr(p.err.text, rows[i].text) == NULL)
			fail_msg("trie byte %u: %s", rows[i].at, p.err.text);
		assert_int_equal(n, 0);
		mx_parsed_free(&p);
		mx_free(&m);
	}
}

static void bind_defects(void **state) {
	(void)state;
	static const struct {
		const char *mark;
		unsigned at;
		uint8_t value;
		enum lw_code code;
		const char *text;
	} rows[] = {
		{"binds", 0, 0xe0, LW_E_UNSUPPORTED, "the unknown instruction 0xe0"},
		{"binds", 1, 0x90, LW_E_MALFORMED, "but to no symbol"},
		{"weak_binds", 0, 0xf0, LW_E_UNSUPPORTED, "the unknown instruction 0xf0"},
		{"weak_binds", 23, 'x', LW_E_MALFORMED, "ends within an instruction"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct mx_opts o = {.is64 = true, .binds = true};
		struct mx m;
		struct mx_parsed p;
		const struct lw_macho_symbol *s;
		size_t n = 7;
		mx_make(&m, &o);
		const uint64_t off = mx_find(&m, rows[i].mark)->off;
		m.bytes[off + rows[i].at] = rows[i].value;
		if (rows[i].value == 'x') { /* the last name has no end, and the program no more bytes */
			memset(m.bytes + off + 18, 'x', 7);
			mx_set(&m, "dyld_info", "weak_bind_size", 25);
		}
		assert_non_null(mx_parse(&m, &p));
		assert_false(lw_macho_symbols(&p.src, p.img, &p.a, &s, &n, &p.err));
		if (p.err.code != rows[i].code || strstr(p.err.text, rows[i].text) == NULL)
			fail_msg("%s byte %u: %s: %s", rows[i].mark, rows[i].at, lw_code_name(p.err.code), p.err.text);
		assert_int_equal(n, 0);
		mx_parsed_free(&p);
		mx_free(&m);
	}
}

/* Every node has as many edges as there can be, all to the node behind it, which is in all of them. */
static void trie_bombs_end(void **state) {
	(void)state;
	for (unsigned kind = 0; kind < 2; kind++) {
		const struct mx_opts o = {.is64 = true, .chained = 1};
		struct mx m, big;
		struct mx_parsed p;
		const struct lw_macho_symbol *s;
		size_t n, size = (size_t)1 << 20;
		mx_make(&m, &o);
		mx_set(&m, "exports", "dataoff", m.n);
		mx_set(&m, "exports", "datasize", size);
		big = m;
		big.bytes = calloc(1, m.n + size);
		assert_non_null(big.bytes);
		memcpy(big.bytes, m.bytes, m.n);
		big.n = m.n + size;
		uint8_t *t = big.bytes + m.n;
		for (size_t i = 0; kind == 0 && i < size; i++)
			t[i] = (uint8_t) "\2\0\1\377ab"[i % 6];         /* numbers of everything overlap */
		for (size_t i = 0; kind == 1 && i + 6 < size; i += 6) { /* a chain without any letter */
			t[i + 1] = 1;
			t[i + 3] = (uint8_t)(0x80 | ((i + 6) & 0x7f));
			t[i + 4] = (uint8_t)(0x80 | ((i + 6) >> 7 & 0x7f));
			t[i + 5] = (uint8_t)((i + 6) >> 14);
		}
		assert_non_null(mx_parse(&big, &p));
		assert_false(lw_macho_symbols(&p.src, p.img, &p.a, &s, &n, &p.err));
		assert_true(p.err.code == LW_E_LIMIT || (kind == 0 && p.err.code == LW_E_MALFORMED));
		mx_parsed_free(&p);
		mx_free(&m);
		free(big.bytes);
	}
}

static void symbol_defects(void **state) {
	(void)state;
	static const struct {
		const char *mark, *field;
		uint64_t value;
		enum lw_code code;
		const char *text;
		unsigned chained;
	} rows[] = {
		{"dysymtab", "iundefsym", 8, LW_E_MALFORMED, "4 symbols from 8 on, and there are 7", 0},
		{"dysymtab", "nundefsym", UINT32_MAX, LW_E_MALFORMED, "4294967295 symbols from 3 on", 0},
		{"sym.4", "n_strx", 0x7fffffff, LW_E_MALFORMED, "a symbol names the string at 0x7fffffff", 0},
		{"chained_header", "imports_format", 4, LW_E_UNSUPPORTED, "unknown format 4", 1},
		{"chained_header", "imports_format", 0, LW_E_UNSUPPORTED, "unknown format 0", 1},
		{"chained_header", "symbols_format", 1, LW_E_UNSUPPORTED, "are compressed (1)", 2},
		{"chained_header", "imports_count", UINT32_MAX, LW_E_MALFORMED, "4294967295 chained imports lie", 3},
		{"chained_header", "imports_offset", UINT32_MAX, LW_E_MALFORMED, "chained imports lie at 0xffffffff",
		 1},
		{"chained_header", "symbols_offset", UINT32_MAX, LW_E_MALFORMED, "names of chained imports lie at", 1},
		{"chained", "datasize", 27, LW_E_MALFORMED, "the chained fixups have only 0x1b bytes", 1},
		{"chained_header", "symbols_offset", 65, LW_E_MALFORMED, "which does not end in its", 1},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (unsigned flavour = 0; flavour < 4; flavour++) {
			struct mx_opts o = {.chained = rows[i].chained};
			struct mx m;
			struct mx_parsed p;
			const struct lw_macho_symbol *s;
			size_t n = 7;
			mx_flavour(&o, flavour);
			mx_make(&m, &o);
			mx_set(&m, rows[i].mark, rows[i].field, rows[i].value);
			assert_non_null(mx_parse(&m, &p));
			assert_int_equal(mx_damage(&p), LW_E_OK);
			assert_false(lw_macho_symbols(&p.src, p.img, &p.a, &s, &n, &p.err));
			assert_int_equal(p.err.code, rows[i].code);
			if (strstr(p.err.text, rows[i].text) == NULL)
				fail_msg("%s.%s: %s", rows[i].mark, rows[i].field, p.err.text);
			assert_int_equal(n, 0);
			mx_parsed_free(&p);
			mx_free(&m);
		}
}

static void hashes_of_more_than_the_file(void **state) {
	(void)state;
	static const struct {
		const char *field;
		uint64_t value;
		enum lw_code code;
	} rows[] = {{"codeLimit", 0x7fffffff, LW_E_TRUNCATED}, {"codeLimit", 1, LW_E_MALFORMED},
		    {"codeLimit", 0, LW_E_MALFORMED},          {"nCodeSlots", 0, LW_E_MALFORMED},
		    {"pageSize", 0, LW_E_MALFORMED},           {"pageSize", 1, LW_E_MALFORMED}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct mx_opts o = {.is64 = true};
		struct mx m;
		struct mx_parsed p;
		struct lw_macho_check check;
		mx_make(&m, &o);
		mx_set(&m, "directory.1", rows[i].field, rows[i].value);
		assert_non_null(mx_parse(&m, &p));
		assert_false(lw_macho_check_signature(&p.src, p.img, &check, &p.err));
		assert_int_equal(p.err.code, rows[i].code);
		assert_int_equal(p.err.off, mx_find(&m, "directory.1")->off);
		mx_parsed_free(&p);
		mx_free(&m);
	}
}

static void parse_any(const struct mx *m, size_t header) {
	struct mx_parsed p;
	if (mx_parse(m, &p) != NULL) {
		assert_int_equal(p.err.code, LW_E_OK);
		mx_touch(&p);
	} else {
		assert_true(header != 0);
		assert_true(p.err.code == LW_E_UNKNOWN_FORMAT || p.err.code == LW_E_TRUNCATED);
	}
	mx_parsed_free(&p);
}

static void every_field_with_every_odd_value(void **state) {
	(void)state;
	for (unsigned flavour = 0; flavour < 4; flavour++) {
		struct mx_opts o = {.chained = flavour, .binds = flavour == 0};
		struct mx m;
		mx_flavour(&o, flavour);
		mx_make(&m, &o);
		for (size_t i = 0; i < m.n_marks; i++)
			for (unsigned k = 0; m.marks[i].rec != NULL && k < m.marks[i].rec->n_fields; k++) {
				const char *name = m.marks[i].name, *field = m.marks[i].rec->fields[k].name;
				const uint64_t was = mx_get(&m, name, field);
				const uint64_t values[] = {0,          1,          7,         8,         was - 1,
							   was + 1,    m.n - 1,    m.n,       m.n + 1,   0x7fffffff,
							   0x80000000, UINT32_MAX, INT64_MAX, UINT64_MAX};
				for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
					mx_set(&m, name, field, values[v]);
					parse_any(&m, strcmp(field, "magic") == 0);
				}
				mx_set(&m, name, field, was);
			}
		parse_any(&m, 0);
		mx_free(&m);
	}
}

static void every_byte_with_odd_values(void **state) {
	(void)state;
	static const uint8_t values[] = {0, 1, 0x7f, 0x80, 0xff};
	for (unsigned flavour = 0; flavour < 4; flavour++) {
		struct mx_opts o = {.chained = flavour, .binds = flavour == 0};
		struct mx m;
		mx_flavour(&o, flavour);
		mx_make(&m, &o);
		for (size_t i = 0; i < m.n; i++)
			for (size_t v = 0; v < sizeof values; v++) {
				const uint8_t was = m.bytes[i];
				m.bytes[i] = values[v];
				parse_any(&m, i < 4);
				m.bytes[i] = was;
			}
		mx_free(&m);
	}
}

static void every_length(void **state) {
	(void)state;
	for (unsigned flavour = 0; flavour < 4; flavour++) {
		struct mx_opts o = {.chained = flavour, .binds = flavour == 0};
		struct mx m;
		mx_flavour(&o, flavour);
		mx_make(&m, &o);
		const size_t header = o.is64 ? 32 : 28;
		for (size_t n = m.n; n-- > 0;) {
			struct mx_parsed p;
			mx_cut(&m, n);
			if (mx_parse(&m, &p) == NULL) {
				assert_true(n < header);
				assert_int_equal(p.err.code, n < 4 ? LW_E_UNKNOWN_FORMAT : LW_E_TRUNCATED);
				assert_int_equal(p.err.off, n < 4 ? 0 : n);
			} else {
				assert_true(n >= header);
				assert_int_equal(mx_damage(&p), LW_E_TRUNCATED);
				mx_touch(&p);
			}
			mx_parsed_free(&p);
		}
		mx_free(&m);
	}
}

static void every_length_of_a_universal_file(void **state) {
	(void)state;
	const struct mx_opts o[2] = {{.is64 = true}, {.big = true, .cputype = 18}};
	struct mx slices[2], m;
	for (unsigned k = 0; k < 2; k++)
		mx_make(&slices[k], &o[k]);
	mx_make_fat(&m, slices, 2, false);
	for (size_t n = m.n; n-- > 0;) {
		mx_cut(&m, n);
		parse_any(&m, 1);
	}
	mx_free(&m);
	mx_free(&slices[0]);
	mx_free(&slices[1]);
}

RUN("macho damage", T(named_defects_have_code_and_offset), T(sizes_of_commands), T(string_without_its_end),
    T(millions_of_commands), T(many_rpaths_are_kept), T(files_that_are_none), T(slices_that_lie_wrong),
    T(two_slices_for_one_machine), T(trie_defects), T(bind_defects), T(trie_bombs_end), T(symbol_defects),
    T(hashes_of_more_than_the_file), T(every_field_with_every_odd_value), T(every_byte_with_odd_values),
    T(every_length), T(every_length_of_a_universal_file))
