/* SPDX-License-Identifier: Apache-2.0 */
/* What the reader tells about sound files. */
#include "unit.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "elf_fixture.h"

static void check_needs(const struct lw_image *img, const struct fx *f) {
	static const struct {
		const char *name, *mark;
		enum lw_need_kind kind;
	} rows[] = {
		{"libaux.so", "dyn.DT_AUXILIARY", LW_NEED_AUXILIARY},
		{"libm.so.6", "dyn.DT_NEEDED", LW_NEED_LIBRARY},
		{"libc.so.6", "dyn.DT_NEEDED2", LW_NEED_LIBRARY},
		{"libfil.so", "dyn.DT_FILTER", LW_NEED_FILTER},
	};
	assert_int_equal(img->n_needs, 4);
	for (uint32_t i = 0; i < 4; i++) {
		assert_string_equal(img->needs[i].name, rows[i].name);
		assert_int_equal(img->needs[i].kind, rows[i].kind);
		assert_int_equal(img->needs[i].off, fx_find(f, rows[i].mark)->off);
	}
}

static void check_versions(const struct lw_elf *e, const struct fx *f) {
	assert_int_equal(e->n_verneeds, 3);
	assert_string_equal(e->verneeds[0].file, "libc.so.6");
	assert_string_equal(e->verneeds[0].version, "GLIBC_2.2.5");
	assert_int_equal(e->verneeds[0].hash, 0x09691a75);
	assert_int_equal(e->verneeds[0].index, 2);
	assert_false(e->verneeds[0].weak);
	assert_int_equal(e->verneeds[0].off, fx_find(f, "vernaux.0")->off);
	assert_string_equal(e->verneeds[1].version, "GLIBC_2.4");
	assert_string_equal(e->verneeds[2].file, "libm.so.6");
	assert_string_equal(e->verneeds[2].version, "GLIBC_2.29");
	assert_true(e->verneeds[2].weak);
	assert_true(e->has_verdef);
	assert_int_equal(e->n_verdefs, 3);
	assert_string_equal(e->verdefs[0].version, "libfix.so.1");
	assert_true(e->verdefs[0].base);
	assert_string_equal(e->verdefs[1].version, "FIX_1.0");
	assert_int_equal(e->verdefs[1].index, 5);
	assert_int_equal(e->verdefs[1].hash, 0x456);
	assert_false(e->verdefs[1].base);
	assert_true(e->verdefs[2].weak);
}

static void check_notes(const struct lw_image *img) {
	static const uint8_t id[] = {0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4};
	const struct lw_elf *e = img->elf;
	assert_int_equal(img->n_build_id, sizeof id);
	assert_memory_equal(img->build_id, id, sizeof id);
	assert_true(e->has_abi_tag);
	assert_int_equal(e->abi_os, 0);
	assert_int_equal(e->abi_version[0], 3);
	assert_int_equal(e->abi_version[1], 2);
	assert_int_equal(e->abi_version[2], 1);
	assert_true(e->has_feature_1);
	assert_int_equal(e->feature_1, 3);
	assert_int_equal(e->x86_isa_needed, 5);
	assert_int_equal(e->x86_isa_used, 7);
	assert_int_equal(e->n_dlopens, 1);
	assert_string_equal(e->dlopens[0].feature, "zip");
	assert_string_equal(e->dlopens[0].description, "reads zip files");
	assert_string_equal(e->dlopens[0].priority, "recommended");
	assert_int_equal(e->dlopens[0].n_sonames, 2);
	assert_string_equal(e->dlopens[0].sonames[1], "libzip.so.4");
}

static void tells_all_in_four_flavours(void **state) {
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct fx_opts o = {0};
		struct fx f;
		struct fx_parsed p;
		fx_flavour(&o, i);
		fx_make(&f, &o);
		const struct lw_image *img = fx_parse(&f, &p);
		assert_non_null(img);
		assert_null(img->damage);
		const struct lw_elf *e = img->elf;
		assert_int_equal(img->format, LW_FORMAT_ELF);
		assert_int_equal(img->kind, LW_IMAGE_PROGRAM);
		assert_int_equal(img->bits, o.is64 ? 64 : 32);
		assert_int_equal(img->big_endian, o.big);
		assert_int_equal(img->machine, EM_X86_64);
		assert_string_equal(img->interp, "/lib64/ld-linux-x86-64.so.2");
		assert_string_equal(img->soname.text, "libfix.so.1");
		assert_int_equal(img->soname.off, fx_find(&f, "dyn.DT_SONAME")->off);
		assert_string_equal(img->rpath.text, "/opt/rpath");
		assert_string_equal(img->runpath.text, "$ORIGIN/../lib");
		assert_int_equal(img->runpath.off, fx_find(&f, "dyn.DT_RUNPATH")->off);
		assert_string_equal(e->audit.text, "/audit.so");
		assert_string_equal(e->depaudit.text, "/depaudit.so");
		assert_true(e->has_phdrs);
		assert_int_equal(e->n_phdrs, 6);
		assert_int_equal(e->phdrs[1].p_type, PT_LOAD);
		assert_true(e->has_dynamic);
		assert_int_equal(e->dynamic_off, fx_find(&f, "dynamic")->off);
		assert_int_equal(e->n_dyns, (fx_find(&f, "dyn.DT_NULL")->off - e->dynamic_off) / (o.is64 ? 16 : 8));
		assert_int_equal(e->flags, 8);
		assert_int_equal(e->flags_1, 0x08000001);
		assert_true(e->binds_now);
		assert_true(e->has_gnu_hash && e->has_sysv_hash && !e->has_relr);
		assert_true(e->has_tls);
		assert_int_equal(e->tls_memsz, 0x40);
		assert_int_equal(e->tls_align, 32);
		assert_int_equal(fx_symbols(&p), 4);
		check_needs(img, &f);
		check_versions(e, &f);
		check_notes(img);
		fx_parsed_free(&p);
		fx_free(&f);
	}
}

static void symbols_have_their_versions(void **state) {
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct fx_opts o = {0};
		struct fx f;
		struct fx_parsed p;
		fx_flavour(&o, i);
		fx_make(&f, &o);
		const struct lw_image *img = fx_parse(&f, &p);
		const struct lw_symbol *s;
		size_t n;
		assert_true(lw_elf_symbols(&p.src, img, &p.a, &s, &n, &p.err));
		assert_int_equal(n, 3);
		assert_string_equal(s[0].name, "undef_a");
		assert_string_equal(s[0].version, "GLIBC_2.2.5");
		assert_string_equal(s[0].version_file, "libc.so.6");
		assert_int_equal(s[0].raw.st_shndx, 0);
		assert_string_equal(s[1].name, "def_b");
		assert_string_equal(s[1].version, "FIX_1.0");
		assert_null(s[1].version_file);
		assert_false(s[1].hidden);
		assert_int_equal(s[1].raw.st_value, FX_BASE);
		assert_int_equal(s[1].raw.st_size, 4);
		assert_string_equal(s[2].version, "FIX_2.0");
		assert_true(s[2].hidden);
		fx_parsed_free(&p);
		fx_free(&f);
	}
}

static void gnu_hash_alone_tells_the_number(void **state) {
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct fx_opts o = {.no_sysv_hash = true};
		struct fx f;
		struct fx_parsed p;
		fx_flavour(&o, i);
		fx_make(&f, &o);
		assert_non_null(fx_parse(&f, &p));
		assert_int_equal(fx_symbols(&p), 4);
		assert_int_equal(fx_damage(&p), LW_E_OK);
		fx_parsed_free(&p);
		/* Nothing is hashed, as GNU ld writes it for a program: up to what lies behind the symbols. */
		fx_poke(&f, "gnu_hash", 4, 4, 1);
		fx_poke(&f, "gnu_hash", o.is64 ? 24 : 20, 4, 0);
		assert_non_null(fx_parse(&f, &p));
		assert_int_equal(fx_symbols(&p), 4);
		fx_parsed_free(&p);
		/* Nothing is hashed, as lld writes it: behind the last. */
		fx_poke(&f, "gnu_hash", 4, 4, 3);
		assert_non_null(fx_parse(&f, &p));
		assert_int_equal(fx_symbols(&p), 3);
		fx_parsed_free(&p);
		fx_free(&f);
	}
}

static void no_hash_is_no_number(void **state) {
	(void)state;
	struct fx_opts o = {.is64 = true, .no_sysv_hash = true, .no_gnu_hash = true};
	struct fx f;
	struct fx_parsed p;
	const struct lw_symbol *s;
	size_t n = 9;
	fx_make(&f, &o);
	assert_non_null(fx_parse(&f, &p));
	assert_int_equal(fx_symbols(&p), 0);
	assert_int_equal(fx_damage(&p), LW_E_OK);
	assert_true(lw_elf_symbols(&p.src, p.img, &p.a, &s, &n, &p.err));
	assert_int_equal(n, 0);
	fx_parsed_free(&p);
	fx_free(&f);
}

static void sysv_hash_has_wide_words_on_s390x(void **state) {
	(void)state;
	struct fx_opts o = {.is64 = true, .big = true, .machine = EM_S390};
	struct fx f;
	struct fx_parsed p;
	fx_make(&f, &o);
	fx_poke(&f, "hash", 0, 8, 1);
	fx_poke(&f, "hash", 8, 8, 4);
	assert_non_null(fx_parse(&f, &p));
	assert_int_equal(fx_symbols(&p), 4);
	fx_parsed_free(&p);
	fx_free(&f);
}

static enum lw_image_kind kind_of(struct fx_opts o, uint64_t flags_1, bool empty_dynamic, bool no_dynamic) {
	struct fx f;
	struct fx_parsed p;
	fx_make(&f, &o);
	fx_set(&f, "dyn.DT_FLAGS_1", "d_val", flags_1);
	if (empty_dynamic)
		fx_set(&f, "phdr.dynamic", "p_filesz", 0);
	if (no_dynamic)
		fx_set(&f, "phdr.dynamic", "p_type", PT_NULL);
	assert_non_null(fx_parse(&f, &p));
	assert_int_equal(fx_damage(&p), LW_E_OK);
	enum lw_image_kind kind = p.img->kind;
	fx_parsed_free(&p);
	fx_free(&f);
	return kind;
}

static void kinds_are_told_apart(void **state) {
	(void)state;
	const struct fx_opts program = {.is64 = true}, library = {.is64 = true, .no_interp = true},
			     alone = {.is64 = true, .no_interp = true, .alone = true},
			     exec = {.is64 = true, .type = ET_EXEC},
			     bare = {.is64 = true, .no_interp = true, .alone = true, .type = ET_EXEC},
			     exec_with_needs = {.is64 = true, .no_interp = true, .type = ET_EXEC},
			     rel = {.is64 = true, .type = ET_REL}, core = {.is64 = true, .type = ET_CORE};
	assert_int_equal(kind_of(program, 0x08000000, false, false), LW_IMAGE_PROGRAM);
	assert_int_equal(kind_of(exec, 0, false, false), LW_IMAGE_PROGRAM);
	assert_int_equal(kind_of(library, 0, false, false), LW_IMAGE_LIBRARY);
	assert_int_equal(kind_of(library, 0x08000000, false, false), LW_IMAGE_LIBRARY);
	assert_int_equal(kind_of(alone, 0, false, false), LW_IMAGE_LIBRARY);
	assert_int_equal(kind_of(alone, 0x08000000, false, false), LW_IMAGE_STATIC_PIE);
	assert_int_equal(kind_of(bare, 0, false, false), LW_IMAGE_STATIC);
	assert_int_equal(kind_of(bare, 0, false, true), LW_IMAGE_STATIC);
	assert_int_equal(kind_of(exec_with_needs, 0, false, false), LW_IMAGE_OTHER);
	assert_int_equal(kind_of(rel, 0, false, false), LW_IMAGE_OTHER);
	assert_int_equal(kind_of(core, 0, false, false), LW_IMAGE_OTHER);
	assert_int_equal(kind_of(program, 0, true, false), LW_IMAGE_OTHER); /* a debug file */
}

static void no_program_headers_is_no_damage(void **state) {
	(void)state;
	struct fx_opts o = {.is64 = true, .type = ET_REL};
	struct fx f;
	struct fx_parsed p;
	fx_make(&f, &o);
	fx_set(&f, "ehdr", "e_phnum", 0);
	fx_set(&f, "ehdr", "e_phoff", 0);
	fx_set(&f, "ehdr", "e_phentsize", 0);
	assert_true(fx_parse(&f, &p)->elf->has_phdrs);
	assert_int_equal(fx_damage(&p), LW_E_OK);
	assert_int_equal(p.img->elf->n_phdrs, 0);
	assert_false(p.img->elf->has_dynamic);
	fx_parsed_free(&p);
	fx_free(&f);
}

static void real_number_of_program_headers_in_section_header_0(void **state) {
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct fx_opts o = {0};
		struct fx f;
		struct fx_parsed p;
		fx_flavour(&o, i);
		fx_make(&f, &o);
		size_t end = f.n;
		f.bytes = realloc(f.bytes, end + 64);
		assert_non_null(f.bytes);
		memset(f.bytes + end, 0, 64);
		f.n = end + 64;
		fx_set(&f, "ehdr", "e_phnum", PN_XNUM);
		fx_set(&f, "ehdr", "e_shoff", end);
		lw_store_uint(f.bytes + end + (o.is64 ? 44 : 28), 4, o.big, 6);
		assert_int_equal(fx_parse(&f, &p)->elf->n_phdrs, 6);
		assert_int_equal(fx_damage(&p), LW_E_OK);
		fx_parsed_free(&p);
		fx_set(&f, "ehdr", "e_shoff", end + 32);
		assert_false(fx_parse(&f, &p)->elf->has_phdrs);
		assert_int_equal(fx_damage(&p), LW_E_TRUNCATED);
		assert_int_equal(p.img->damage->off, fx_field_off(&f, "ehdr", "e_shoff"));
		fx_parsed_free(&p);
		fx_free(&f);
	}
}

/* The loader keeps one entry for each tag, the last (glibc elf/get-dynamic-info.h). */
static void last_entry_of_a_tag_counts(void **state) {
	(void)state;
	struct fx_opts o = {.is64 = true};
	struct fx f;
	struct fx_parsed p;
	fx_make(&f, &o);
	uint64_t aux = fx_get(&f, "dyn.DT_AUXILIARY", "d_val");
	fx_set(&f, "dyn.DT_AUXILIARY", "d_tag", DT_RUNPATH);
	assert_string_equal(fx_parse(&f, &p)->runpath.text, "$ORIGIN/../lib");
	fx_parsed_free(&p);
	fx_set(&f, "dyn.DT_AUXILIARY", "d_tag", DT_AUXILIARY);
	fx_set(&f, "dyn.DT_VERDEFNUM", "d_tag", DT_SONAME);
	fx_set(&f, "dyn.DT_VERDEFNUM", "d_val", aux);
	assert_string_equal(fx_parse(&f, &p)->soname.text, "libaux.so");
	fx_parsed_free(&p);
	fx_free(&f);
}

/* The loader goes to PT_DYNAMIC's address, whatever its offset says. */
static void dynamic_section_is_where_its_address_is(void **state) {
	(void)state;
	struct fx_opts o = {.is64 = true};
	struct fx f;
	struct fx_parsed p;
	fx_make(&f, &o);
	fx_set(&f, "phdr.dynamic", "p_offset", 0);
	assert_int_equal(fx_parse(&f, &p)->n_needs, 4);
	assert_int_equal(fx_damage(&p), LW_E_OK);
	fx_parsed_free(&p);
	fx_free(&f);
}

static void where_segments_overlap_the_later_one_is_seen(void **state) {
	(void)state;
	struct fx_opts o = {.is64 = true, .no_interp = true, .no_notes = true};
	struct fx f;
	struct fx_parsed p;
	fx_make(&f, &o);
	/* A second PT_LOAD over the string table, one byte on. */
	uint64_t strings = fx_find(&f, "strtab")->off;
	fx_set(&f, "phdr.note", "p_type", PT_LOAD);
	fx_set(&f, "phdr.note", "p_offset", strings + 1);
	fx_set(&f, "phdr.note", "p_vaddr", FX_BASE + strings);
	fx_set(&f, "phdr.note", "p_filesz", f.n_strings);
	assert_string_equal(fx_parse(&f, &p)->soname.text, "ibfix.so.1" /* one on */);
	fx_parsed_free(&p);
	fx_free(&f);
}

static void properties_need_their_alignment(void **state) {
	(void)state;
	struct fx_opts o = {.is64 = true};
	struct fx f;
	struct fx_parsed p;
	fx_make(&f, &o);
	fx_set(&f, "phdr.property", "p_align", 4); /* glibc passes over it in 64 bit */
	assert_false(fx_parse(&f, &p)->elf->has_feature_1);
	assert_int_equal(p.img->elf->x86_isa_needed, 0);
	assert_int_equal(fx_damage(&p), LW_E_OK);
	fx_parsed_free(&p);
	/* Without PT_GNU_PROPERTY they are taken from PT_NOTE. */
	fx_set(&f, "phdr.property", "p_type", PT_NOTE);
	fx_set(&f, "phdr.property", "p_align", 8);
	assert_int_equal(fx_parse(&f, &p)->elf->x86_isa_needed, 5);
	fx_parsed_free(&p);
	/* They ascend, or the rest is not looked at. */
	fx_poke(&f, "properties", 0, 4, 0xc0008003);
	assert_int_equal(fx_parse(&f, &p)->elf->x86_isa_needed, 0);
	assert_int_equal(fx_damage(&p), LW_E_OK);
	fx_parsed_free(&p);
	fx_free(&f);
}

static void properties_belong_to_a_machine(void **state) {
	(void)state;
	struct fx_opts o = {.is64 = true, .machine = EM_AARCH64};
	struct fx f;
	struct fx_parsed p;
	fx_make(&f, &o);
	assert_false(fx_parse(&f, &p)->elf->has_feature_1);
	assert_int_equal(p.img->elf->x86_isa_needed, 0);
	fx_parsed_free(&p);
	fx_poke(&f, "properties", 0, 4, 0xc0000000);
	assert_int_equal(fx_parse(&f, &p)->elf->feature_1, 3);
	fx_parsed_free(&p);
	fx_free(&f);
}

/* Notes aligned to 4 in a segment that says 8: what can be found is, and the rest is no damage. */
static void notes_of_mixed_alignment_are_no_damage(void **state) {
	(void)state;
	struct fx_opts o = {.is64 = true};
	struct fx f;
	struct fx_parsed p;
	fx_make(&f, &o);
	fx_set(&f, "nhdr.build-id", "n_descsz", 6);
	fx_set(&f, "phdr.note", "p_align", 8);
	assert_int_equal(fx_parse(&f, &p)->n_build_id, 6);
	assert_int_equal(fx_damage(&p), LW_E_OK);
	fx_parsed_free(&p);
	fx_set(&f, "nhdr.abi-tag", "n_descsz", 0x1000);
	assert_non_null(fx_parse(&f, &p));
	assert_int_equal(fx_damage(&p), LW_E_OK);
	fx_parsed_free(&p);
	fx_free(&f);
}

static void bad_json_is_no_damage(void **state) {
	(void)state;
	static const char *const texts[] = {
		"[{\"soname\":", "{}", "[1,null,\"x\",[]]", "[{\"soname\":{}},{\"soname\":[]},{}]", "", "\xff\xfe"};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct fx_opts o = {.is64 = true};
		struct fx f;
		struct fx_parsed p;
		fx_make(&f, &o);
		memcpy(f.bytes + fx_find(&f, "nhdr.dlopen")->off + 16, texts[i], strlen(texts[i]) + 1);
		assert_int_equal(fx_parse(&f, &p)->elf->n_dlopens, 0);
		assert_int_equal(fx_damage(&p), LW_E_OK);
		fx_parsed_free(&p);
		fx_free(&f);
	}
}

/* A source that fails, or ends too early, at the read that is counted down to. */
struct failing {
	struct lw_source src; /* must be first: the source that the reader sees */
	struct lw_source memory;
	bool is_short;
	unsigned *left;
};

static int64_t failing_read(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, int *sys) {
	const struct failing *f = (const struct failing *)(const void *)src;
	if ((*f->left)-- != 0)
		return f->memory.ops->read(&f->memory, off, buf, n, sys);
	*sys = 5;
	return f->is_short ? 0 : -1;
}

static void no_close(struct lw_source *src) {
	(void)src;
}

/* How many reads it takes; each of them fails once. */
static unsigned fail_each_read(const struct fx *fx, bool is_short) {
	static const struct lw_source_ops ops = {.read = failing_read, .close = no_close};
	for (unsigned n = 0;; n++) {
		unsigned left = n;
		struct failing f = {.is_short = is_short, .left = &left};
		struct lw_arena a = {0};
		struct lw_error err = {0};
		struct lw_image *img = NULL;
		lw_source_of_memory(&f.memory, (struct lw_span){fx->bytes, fx->n});
		f.src = (struct lw_source){.ops = &ops, .size = fx->n};
		bool ok = lw_elf_parse(&f.src, &a, &img, &err);
		bool all = left <= n; /* it did not come to the read that fails */
		if (!all && !is_short)
			assert_int_equal(err.code, LW_E_IO);
		if (!all && is_short && n == 0)
			assert_int_equal(err.code, LW_E_UNKNOWN_FORMAT); /* as an empty file */
		if (!all && is_short && n != 0) {
			assert_true(ok);
			assert_true(img->damage == NULL || img->damage->code == LW_E_TRUNCATED);
		}
		if (all) {
			assert_true(ok);
			assert_null(img->damage);
		}
		lw_arena_free(&a);
		if (all)
			return n;
	}
}

static void each_read_may_fail(void **state) {
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct fx_opts o = {.n_more_needed = 400, .no_sysv_hash = true};
		struct fx f;
		fx_flavour(&o, i);
		fx_make(&f, &o);
		unsigned n = fail_each_read(&f, false);
		assert_true(n > 2);
		assert_true(fail_each_read(&f, true) > 2); /* a string may be had by another read */
		fx_free(&f);
	}
}

/* A healthy library costs a handful of reads. */
static void a_small_file_is_read_once(void **state) {
	(void)state;
	struct fx_opts o = {.is64 = true};
	struct fx f;
	fx_make(&f, &o);
	assert_true(f.n < 4096);
	assert_int_equal(fail_each_read(&f, false), 1);
	fx_free(&f);
}

RUN("elf", T(tells_all_in_four_flavours), T(symbols_have_their_versions), T(gnu_hash_alone_tells_the_number),
    T(no_hash_is_no_number), T(sysv_hash_has_wide_words_on_s390x), T(kinds_are_told_apart),
    T(no_program_headers_is_no_damage), T(real_number_of_program_headers_in_section_header_0),
    T(last_entry_of_a_tag_counts), T(dynamic_section_is_where_its_address_is),
    T(where_segments_overlap_the_later_one_is_seen), T(properties_need_their_alignment),
    T(properties_belong_to_a_machine), T(notes_of_mixed_alignment_are_no_damage), T(bad_json_is_no_damage),
    T(each_read_may_fail), T(a_small_file_is_read_once))
