/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <elf.h>
#include <string.h>

#include "bytes/record.h"
#include "format/apiset_records.h"
#include "format/elf_records.h"
#include "format/macho_records.h"
#include "format/ldcache_records.h"
#include "format/pe_records.h"

static void ranges_do_not_wrap(void **state) {
	(void)state;
	assert_true(lw_range_fits(0, 0, 0));
	assert_true(lw_range_fits(4, 6, 10));
	assert_true(lw_range_fits(10, 0, 10));
	assert_false(lw_range_fits(11, 0, 10));
	assert_false(lw_range_fits(4, 7, 10));
	assert_false(lw_range_fits(UINT64_MAX, 2, 10));
	assert_false(lw_range_fits(5, UINT64_MAX, 10));
	assert_true(lw_range_fits(UINT64_MAX, 0, UINT64_MAX));
}

static void spans_are_cut_within(void **state) {
	(void)state;
	static const uint8_t bytes[] = "abc\0def";
	struct lw_span s = {bytes, 7}, part;
	assert_true(lw_span_cut(s, 1, 3, &part));
	assert_ptr_equal(part.ptr, bytes + 1);
	assert_int_equal(part.len, 3);
	assert_false(lw_span_cut(s, 5, 3, &part));
	assert_null(part.ptr);
	assert_int_equal(part.len, 0);
	assert_false(lw_span_cut(s, UINT64_MAX, 2, &part));
}

static void strings_need_their_nul(void **state) {
	(void)state;
	static const uint8_t bytes[] = "abc\0def";
	struct lw_span s = {bytes, 7};
	assert_string_equal(lw_span_cstr(s, 0), "abc");
	assert_string_equal(lw_span_cstr(s, 3), "");
	assert_null(lw_span_cstr(s, 4));
	assert_null(lw_span_cstr(s, 7));
	assert_null(lw_span_cstr(s, UINT64_MAX));
	s.len = 8;
	assert_string_equal(lw_span_cstr(s, 4), "def");
}

static void numbers_are_read_in_both_orders(void **state) {
	(void)state;
	static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
	struct lw_span s = {bytes, sizeof bytes};
	bool ok = true;
	assert_int_equal(lw_span_uint(s, 1, 1, false, &ok), 2);
	assert_int_equal(lw_span_uint(s, 1, 2, false, &ok), 0x0302);
	assert_int_equal(lw_span_uint(s, 1, 2, true, &ok), 0x0203);
	assert_int_equal(lw_span_uint(s, 1, 4, true, &ok), 0x02030405);
	assert_true(lw_span_uint(s, 1, 8, false, &ok) == UINT64_C(0x0908070605040302));
	assert_true(ok);
	assert_int_equal(lw_span_uint(s, 2, 8, false, &ok), 0);
	assert_false(ok);
	assert_int_equal(lw_span_uint(s, 0, 1, false, &ok), 1);
	assert_false(ok); /* it stays false */
}

static void numbers_are_written_as_they_are_read(void **state) {
	(void)state;
	static const unsigned sizes[] = {1, 2, 4, 8};
	const uint64_t v = UINT64_C(0xf1e2d3c4b5a69788);
	for (unsigned i = 0; i < 8; i++) {
		uint8_t b[10] = {0};
		unsigned size = sizes[i / 2];
		bool big = i % 2 != 0, ok = true;
		lw_store_uint(b + 1, size, big, v);
		uint64_t mask = size == 8 ? UINT64_MAX : (UINT64_C(1) << 8 * size) - 1;
		assert_true(lw_span_uint((struct lw_span){b, sizeof b}, 1, size, big, &ok) == (v & mask));
		assert_true(ok);
		assert_int_equal(b[0], 0);
		assert_int_equal(b[size + 1], 0);
	}
}

/* <elf.h> knows the offsets and sizes too. */
#define SAME(rec, host, name, t32, t64) \
	{ \
		&lw_rec_##rec, offsetof(struct host, name), offsetof(t32, name), sizeof((t32 *)0)->name, \
			offsetof(t64, name), sizeof((t64 *)0)->name \
	}
#define EHDR(name) SAME(ehdr, lw_ehdr, name, Elf32_Ehdr, Elf64_Ehdr)
#define PHDR(name) SAME(phdr, lw_phdr, name, Elf32_Phdr, Elf64_Phdr)
#define SYM(name) SAME(sym, lw_sym, name, Elf32_Sym, Elf64_Sym)
#define NEED(name) SAME(verneed, lw_raw_verneed, name, Elf32_Verneed, Elf64_Verneed)
#define NAUX(name) SAME(vernaux, lw_raw_vernaux, name, Elf32_Vernaux, Elf64_Vernaux)
#define DEF(name) SAME(verdef, lw_raw_verdef, name, Elf32_Verdef, Elf64_Verdef)
#define DAUX(name) SAME(verdaux, lw_raw_verdaux, name, Elf32_Verdaux, Elf64_Verdaux)
#define REL(name) SAME(rel, lw_raw_rel, name, Elf32_Rel, Elf64_Rel)
#define RELA(name) SAME(rela, lw_raw_rel, name, Elf32_Rela, Elf64_Rela)
#define NHDR(name) SAME(nhdr, lw_raw_nhdr, name, Elf32_Nhdr, Elf64_Nhdr)

static const struct same {
	const struct lw_record *rec;
	size_t host, off32, size32, off64, size64;
} same[] = {
	EHDR(e_type),
	EHDR(e_machine),
	EHDR(e_version),
	EHDR(e_entry),
	EHDR(e_phoff),
	EHDR(e_shoff),
	EHDR(e_flags),
	EHDR(e_ehsize),
	EHDR(e_phentsize),
	EHDR(e_phnum),
	EHDR(e_shentsize),
	EHDR(e_shnum),
	EHDR(e_shstrndx),
	PHDR(p_type),
	PHDR(p_flags),
	PHDR(p_offset),
	PHDR(p_vaddr),
	PHDR(p_paddr),
	PHDR(p_filesz),
	PHDR(p_memsz),
	PHDR(p_align),
	SYM(st_name),
	SYM(st_info),
	SYM(st_other),
	SYM(st_shndx),
	SYM(st_value),
	SYM(st_size),
	REL(r_offset),
	REL(r_info),
	RELA(r_offset),
	RELA(r_info),
	NEED(vn_version),
	NEED(vn_cnt),
	NEED(vn_file),
	NEED(vn_aux),
	NEED(vn_next),
	NAUX(vna_hash),
	NAUX(vna_flags),
	NAUX(vna_other),
	NAUX(vna_name),
	NAUX(vna_next),
	DEF(vd_version),
	DEF(vd_flags),
	DEF(vd_ndx),
	DEF(vd_cnt),
	DEF(vd_hash),
	DEF(vd_aux),
	DEF(vd_next),
	DAUX(vda_name),
	DAUX(vda_next),
	NHDR(n_namesz),
	NHDR(n_descsz),
	NHDR(n_type),
	{&lw_rec_dyn, offsetof(struct lw_dyn, d_tag), offsetof(Elf32_Dyn, d_tag), 4, offsetof(Elf64_Dyn, d_tag), 8},
	{&lw_rec_dyn, offsetof(struct lw_dyn, d_val), offsetof(Elf32_Dyn, d_un), 4, offsetof(Elf64_Dyn, d_un), 8},
};

static const struct lw_field *find(const struct same *x) {
	for (unsigned i = 0; i < x->rec->n_fields; i++)
		if (x->rec->fields[i].host == x->host)
			return &x->rec->fields[i];
	return NULL;
}

static void fields_lie_where_elf_h_has_them(void **state) {
	(void)state;
	unsigned n = 0;
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		const struct lw_field *f = find(&same[i]);
		assert_non_null(f);
		assert_int_equal(f->off32, same[i].off32);
		assert_int_equal(f->size32, same[i].size32);
		assert_int_equal(f->off64, same[i].off64);
		assert_int_equal(f->size64, same[i].size64);
	}
	static const struct lw_record *const all[] = {&lw_rec_ehdr,    &lw_rec_phdr,    &lw_rec_dyn,    &lw_rec_sym,
						      &lw_rec_verneed, &lw_rec_vernaux, &lw_rec_verdef, &lw_rec_verdaux,
						      &lw_rec_rel,     &lw_rec_rela,    &lw_rec_nhdr};
	static const size_t sizes[][2] = {
		{sizeof(Elf32_Ehdr), sizeof(Elf64_Ehdr)},       {sizeof(Elf32_Phdr), sizeof(Elf64_Phdr)},
		{sizeof(Elf32_Dyn), sizeof(Elf64_Dyn)},         {sizeof(Elf32_Sym), sizeof(Elf64_Sym)},
		{sizeof(Elf32_Verneed), sizeof(Elf64_Verneed)}, {sizeof(Elf32_Vernaux), sizeof(Elf64_Vernaux)},
		{sizeof(Elf32_Verdef), sizeof(Elf64_Verdef)},   {sizeof(Elf32_Verdaux), sizeof(Elf64_Verdaux)},
		{sizeof(Elf32_Rel), sizeof(Elf64_Rel)},         {sizeof(Elf32_Rela), sizeof(Elf64_Rela)},
		{sizeof(Elf32_Nhdr), sizeof(Elf64_Nhdr)},
	};
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		assert_int_equal(lw_record_size(all[i], false), sizes[i][0]);
		assert_int_equal(lw_record_size(all[i], true), sizes[i][1]);
		n += all[i]->n_fields;
	}
	assert_int_equal(n, sizeof same / sizeof same[0]); /* none was forgotten above */
}

static void lebs_end_and_fit(void **state) {
	(void)state;
	static const struct {
		uint8_t bytes[11];
		uint64_t n, value, end; /* end 0: it is none */
	} rows[] = {
		{{0}, 1, 0, 1},
		{{0x7f}, 1, 0x7f, 1},
		{{0x80, 0x01}, 2, 0x80, 2},
		{{0xe5, 0x8e, 0x26}, 3, 624485, 3}, /* DWARF 5, figure 2 */
		{{0x80, 0x00}, 2, 0, 2},
		{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, 10, UINT64_MAX, 10},
		{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}, 10, 0, 0},
		{{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, 11, 0, 0},
		{{0x80}, 1, 0, 0},
		{{0}, 0, 0, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint64_t at = 0, v = 7;
		const struct lw_span s = {rows[i].bytes, rows[i].n};
		assert_int_equal(lw_span_uleb(s, &at, &v), rows[i].end != 0);
		assert_true(v == rows[i].value);
		assert_true(rows[i].end == 0 || at == rows[i].end);
		at = UINT64_MAX;
		assert_false(lw_span_uleb(s, &at, &v));
	}
}

static void round_trip(const struct lw_record *rec, bool is64, bool big) {
	uint64_t in[16] = {0}, out[16] = {0};
	uint8_t bytes[1 + UINT8_MAX];
	for (unsigned i = 0; i < rec->n_fields; i++) {
		const struct lw_field *f = &rec->fields[i];
		unsigned size = is64 ? f->size64 : f->size32;
		uint64_t v = UINT64_C(0x8182838485868788) + i * UINT64_C(0x0101010101010101);
		in[f->host / 8] = size == 8 ? v : v & ((UINT64_C(1) << 8 * size) - 1);
	}
	for (unsigned i = 0; i < rec->n_fields; i++) {
		const struct lw_field *f = &rec->fields[i];
		assert_true((uint64_t)(is64 ? f->off64 : f->off32) + (is64 ? f->size64 : f->size32) <=
			    lw_record_size(rec, is64));
	}
	lw_record_put(rec, bytes + 1, is64, big, in);
	struct lw_span s = {bytes + 1, lw_record_size(rec, is64)};
	assert_true(lw_record_get(rec, s, 0, is64, big, out));
	for (unsigned i = 0; i < rec->n_fields; i++)
		assert_true(in[rec->fields[i].host / 8] == out[rec->fields[i].host / 8]);
	for (uint64_t cut = 1; cut <= s.len; cut++) {
		assert_false(lw_record_get(rec, (struct lw_span){s.ptr, s.len - cut}, 0, is64, big, out));
		assert_false(lw_record_get(rec, s, cut, is64, big, out));
		for (unsigned i = 0; i < rec->n_fields; i++)
			assert_true(out[rec->fields[i].host / 8] == 0);
	}
	assert_false(lw_record_get(rec, s, UINT64_MAX, is64, big, out));
}

static void records_round_trip_in_four_flavours(void **state) {
	(void)state;
	static const struct lw_record *const all[] = {
		&lw_rec_ehdr,
		&lw_rec_phdr,
		&lw_rec_dyn,
		&lw_rec_sym,
		&lw_rec_verneed,
		&lw_rec_vernaux,
		&lw_rec_verdef,
		&lw_rec_verdaux,
		&lw_rec_rel,
		&lw_rec_rela,
		&lw_rec_nhdr,
		&lw_rec_cache_old,
		&lw_rec_cache_old_entry,
		&lw_rec_cache_new,
		&lw_rec_cache_new_entry,
		&lw_rec_cache_extension,
		&lw_rec_cache_section,
		&lw_rec_pe_dos,
		&lw_rec_pe_coff,
		&lw_rec_pe_optional,
		&lw_rec_pe_directory,
		&lw_rec_pe_section,
		&lw_rec_pe_import,
		&lw_rec_pe_delay,
		&lw_rec_pe_bound,
		&lw_rec_pe_export,
		&lw_rec_pe_thunk,
		&lw_rec_pe_load_config,
		&lw_rec_pe_clr,
		&lw_rec_pe_debug,
		&lw_rec_pe_resource_directory,
		&lw_rec_pe_resource_entry,
		&lw_rec_pe_resource_data,
		&lw_rec_fat,
		&lw_rec_fat_arch,
		&lw_rec_mach_header,
		&lw_rec_load,
		&lw_rec_segment,
		&lw_rec_section,
		&lw_rec_dylib,
		&lw_rec_dylib_use,
		&lw_rec_string,
		&lw_rec_build,
		&lw_rec_tool,
		&lw_rec_version_min,
		&lw_rec_source_version,
		&lw_rec_encryption,
		&lw_rec_linkedit,
		&lw_rec_dyld_info,
		&lw_rec_symtab,
		&lw_rec_dysymtab,
		&lw_rec_nlist,
		&lw_rec_chained,
		&lw_rec_super_blob,
		&lw_rec_blob_index,
		&lw_rec_blob,
		&lw_rec_directory,
	};
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		for (unsigned flavour = 0; flavour < 4; flavour++)
			round_trip(all[i], (flavour & 1) != 0, (flavour & 2) != 0);
}

static void api_set_records_round_trip(void **state) {
	(void)state;
	assert_null(lw_apiset_schema_of(3));
	for (unsigned version = 2; version <= 6; version += 2) {
		const struct lw_apiset_schema *x = lw_apiset_schema_of(version);
		round_trip(x->head, true, false);
		round_trip(x->entry, true, false);
		round_trip(x->value, true, false);
		if (x->values != NULL)
			round_trip(x->values, true, false);
	}
}

RUN("bytes", T(ranges_do_not_wrap), T(spans_are_cut_within), T(strings_need_their_nul),
    T(numbers_are_read_in_both_orders), T(lebs_end_and_fit), T(numbers_are_written_as_they_are_read),
    T(fields_lie_where_elf_h_has_them), T(records_round_trip_in_four_flavours), T(api_set_records_round_trip))
