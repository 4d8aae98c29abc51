/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "edit_elf_fixture.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SECTIONS 20
#define N_SYMBOLS 5

struct section {
	const char *name;
	uint64_t type, flags, off, addr, size, link, info, align, entsize, name_off;
};

struct making {
	struct fx *f;
	const struct ex_opts *o;
	uint64_t machine, delta; /* addresses are offsets and delta */
	struct section sections[MOST_SECTIONS];
	unsigned n_sections;
	uint64_t tables_end, text, text_end, data, data_end, map;
	uint64_t str_libc, str_libm, str_soname, str_runpath, str_v225, str_relr, str_v229, str_v1, str_use_a,
		str_use_m, str_def[2];
};

static void add(struct fx *f, const void *bytes, size_t n) {
	if (f->n + n > f->cap) {
		f->cap = 2 * (f->n + n);
		f->bytes = realloc(f->bytes, f->cap);
		assert_non_null(f->bytes);
	}
	if (bytes == NULL)
		memset(f->bytes + f->n, 0, n);
	else
		memcpy(f->bytes + f->n, bytes, n);
	f->n += n;
}

static void fill(struct fx *f, size_t n, uint8_t byte) {
	for (size_t i = 0; i < n; i++)
		add(f, &byte, 1);
}

static void align(struct fx *f, size_t to) {
	fill(f, (to - f->n % to) % to, 0);
}

static void number(struct fx *f, unsigned size, uint64_t v) {
	uint8_t b[8];
	lw_store_uint(b, size, f->big, v);
	add(f, b, size);
}

static void mark(struct fx *f, const char *name, const struct lw_record *rec) {
	assert_true(f->n_marks < FX_MOST_MARKS);
	struct fx_mark *m = &f->marks[f->n_marks++];
	snprintf(m->name, sizeof m->name, "%s", name);
	m->rec = rec;
	m->off = f->n;
}

static void record(struct fx *f, const char *name, const struct lw_record *rec, const void *host) {
	uint8_t b[64];
	if (name != NULL)
		mark(f, name, rec);
	lw_record_put(rec, b, f->is64, f->big, host);
	add(f, b, (size_t)lw_record_size(rec, f->is64));
}

static uint64_t string(struct fx *f, const char *text) {
	const size_t n = strlen(text) + 1, at = f->n_strings;
	f->strings = realloc(f->strings, at + n);
	assert_non_null(f->strings);
	memcpy(f->strings + at, text, n);
	f->n_strings += n;
	return at;
}

/* gABI chapter 5, "Hash Table"; and the one of binutils' .gnu.hash. */
static uint32_t hash_of(const char *name) {
	uint32_t h = 0, g;
	for (; *name != '\0'; name++) {
		h = (h << 4) + (uint8_t)*name;
		g = h & 0xf0000000u;
		h = (h ^ g >> 24) & ~g;
	}
	return h;
}

static uint32_t gnu_hash_of(const char *name) {
	uint32_t h = 5381;
	for (; *name != '\0'; name++)
		h = (h << 5) + h + (uint8_t)*name;
	return h;
}

static struct section *begin(struct making *m, const char *name, uint64_t type, size_t to) {
	align(m->f, to);
	assert_true(m->n_sections < MOST_SECTIONS);
	struct section *s = &m->sections[m->n_sections++];
	*s = (struct section){.name = name, .type = type, .flags = SHF_ALLOC, .align = to};
	s->off = m->f->n;
	s->addr = m->f->n + m->delta;
	mark(m->f, name, NULL);
	return s;
}

static void end(struct making *m, struct section *s) {
	s->size = m->f->n - s->off;
}

static const struct section *section(const struct making *m, const char *name) {
	for (unsigned i = 0; i < m->n_sections; i++)
		if (strcmp(m->sections[i].name, name) == 0)
			return &m->sections[i];
	return NULL;
}

static uint64_t index_of(const struct making *m, const char *name) {
	return (uint64_t)(section(m, name) - m->sections) + 1;
}

static void put_texts(struct making *m) {
	struct fx *f = m->f;
	string(f, "");
	m->str_use_a = string(f, "use_a");
	m->str_use_m = string(f, "use_m");
	/* In the order of their buckets. */
	const bool swap = gnu_hash_of("def_b") % 2 > gnu_hash_of("def_c") % 2;
	m->str_def[0] = string(f, swap ? "def_c" : "def_b");
	m->str_def[1] = string(f, swap ? "def_b" : "def_c");
	m->str_libc = string(f, "libc.so.6");
	m->str_libm = string(f, "libm.so.6");
	m->str_v225 = string(f, "GLIBC_2.2.5");
	m->str_relr = string(f, "GLIBC_ABI_DT_RELR");
	m->str_v229 = string(f, "GLIBC_2.29");
	m->str_v1 = string(f, "V_1");
	m->str_soname = string(f, "libown.so.1");
	m->str_runpath = string(f, "/build/of/mine/lib");
}

static void put_symbols(struct making *m) {
	const uint64_t text = m->text;
	const struct lw_sym syms[N_SYMBOLS] = {
		{0},
		{.st_name = m->str_use_a, .st_info = 0x12},
		{.st_name = m->str_use_m, .st_info = 0x12},
		{.st_name = m->str_def[0], .st_info = 0x12, .st_shndx = 1, .st_value = text, .st_size = 4},
		{.st_name = m->str_def[1], .st_info = 0x12, .st_shndx = 1, .st_value = text + 4, .st_size = 4},
	};
	struct section *s = begin(m, ".dynsym", SHT_DYNSYM, m->f->is64 ? 8 : 4);
	for (size_t i = 0; i < N_SYMBOLS; i++) {
		char name[16];
		snprintf(name, sizeof name, "sym.%zu", i);
		record(m->f, name, &lw_rec_sym, &syms[i]);
	}
	s->entsize = lw_record_size(&lw_rec_sym, m->f->is64);
	s->info = 1;
	end(m, s);
}

static void put_hashes(struct making *m) {
	struct fx *f = m->f;
	const unsigned word = m->machine == EM_S390 && f->is64 ? 8 : 4;
	static const unsigned chain[] = {1, N_SYMBOLS, N_SYMBOLS - 1, 0, 0, 1, 2, 3};
	struct section *s = begin(m, ".hash", SHT_HASH, 8);
	for (size_t i = 0; i < sizeof chain / sizeof chain[0]; i++)
		number(f, word, chain[i]);
	s->entsize = word;
	end(m, s);
	s = begin(m, ".gnu.hash", SHT_GNU_HASH, 8);
	const uint32_t first = gnu_hash_of(f->strings + m->str_def[0]),
		       second = gnu_hash_of(f->strings + m->str_def[1]);
	const bool one = first % 2 == second % 2;
	const uint32_t heads[] = {2, 3, 1, 6};
	for (size_t i = 0; i < 4; i++)
		number(f, 4, heads[i]);
	number(f, f->is64 ? 8 : 4, UINT64_MAX);
	for (uint32_t b = 0; b < 2; b++)
		number(f, 4, first % 2 == b ? 3 : second % 2 == b ? 4 : 0);
	number(f, 4, (first & ~1u) | (one ? 0 : 1));
	number(f, 4, second | 1);
	end(m, s);
}

static void put_versions(struct making *m) {
	struct fx *f = m->f;
	const bool own = !m->o->no_own_versions;
	const uint64_t indices[N_SYMBOLS] = {0, 2, 4, own ? 5 : 1, own ? 5 : 1};
	struct section *s = begin(m, ".gnu.version", SHT_GNU_versym, 2);
	for (size_t i = 0; i < N_SYMBOLS; i++)
		number(f, 2, indices[i]);
	s->entsize = 2;
	end(m, s);
	if (own) {
		const struct lw_raw_verdef d0 = {1, VER_FLG_BASE, 1, 1, hash_of("libown.so.1"), 20, 28},
					   d1 = {1, 0, 5, 1, hash_of("V_1"), 20, 0};
		const struct lw_raw_verdaux a0 = {m->str_soname, 0}, a1 = {m->str_v1, 0};
		s = begin(m, ".gnu.version_d", SHT_GNU_verdef, 8);
		record(f, "verdef.0", &lw_rec_verdef, &d0);
		record(f, "verdaux.0", &lw_rec_verdaux, &a0);
		record(f, "verdef.1", &lw_rec_verdef, &d1);
		record(f, "verdaux.1", &lw_rec_verdaux, &a1);
		s->info = 2;
		end(m, s);
	}
	const struct lw_raw_verneed n0 = {1, 2, m->str_libc, 16, 48}, n1 = {1, 1, m->str_libm, 16, 0};
	const struct lw_raw_vernaux x0 = {hash_of("GLIBC_2.2.5"), 0, 2, m->str_v225, 16},
				    x1 = {hash_of("GLIBC_ABI_DT_RELR"), 0, 3, m->str_relr, 0},
				    x2 = {hash_of("GLIBC_2.29"), 0, 4, m->str_v229, 0};
	s = begin(m, ".gnu.version_r", SHT_GNU_verneed, 8);
	record(f, "verneed.0", &lw_rec_verneed, &n0);
	record(f, "vernaux.0", &lw_rec_vernaux, &x0);
	record(f, "vernaux.1", &lw_rec_vernaux, &x1);
	record(f, "verneed.1", &lw_rec_verneed, &n1);
	record(f, "vernaux.2", &lw_rec_vernaux, &x2);
	s->info = 2;
	end(m, s);
}

static void put_note(struct making *m) {
	static const uint8_t id[] = {0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4};
	const struct lw_raw_nhdr h = {4, sizeof id, NT_GNU_BUILD_ID};
	struct section *s = begin(m, ".note.gnu.build-id", SHT_NOTE, 4);
	record(m->f, NULL, &lw_rec_nhdr, &h);
	add(m->f, "GNU", 4);
	add(m->f, id, sizeof id);
	end(m, s);
}

static void put_tables(struct making *m) {
	struct section *s;
	if (m->o->rodata != 0) {
		s = begin(m, ".rodata", SHT_PROGBITS, 1);
		fill(m->f, m->o->rodata, 0x5a);
		end(m, s);
	}
	if (m->o->program) {
		static const char interp[] = "/lib/ld-own.so.1";
		s = begin(m, ".interp", SHT_PROGBITS, 1);
		add(m->f, interp, sizeof interp);
		end(m, s);
	}
	put_note(m);
	if (m->o->far != 0) {
		s = begin(m, ".eh_frame", SHT_PROGBITS, 8);
		fill(m->f, m->o->far, 0x5a);
		end(m, s);
	}
	put_hashes(m);
	put_symbols(m);
	s = begin(m, ".dynstr", SHT_STRTAB, 1);
	add(m->f, m->f->strings, m->f->n_strings);
	end(m, s);
	fill(m->f, m->o->gap_behind_strings, 0);
	put_versions(m);
	m->tables_end = m->f->n;
	fill(m->f, m->o->room_in_file, 0);
}

static void dyn(struct making *m, const char *name, uint64_t tag, uint64_t val) {
	const struct lw_dyn d = {tag, val};
	record(m->f, name, &lw_rec_dyn, &d);
}

static void dyn_section(struct making *m, const char *name, uint64_t tag, const char *of) {
	dyn(m, name, tag, section(m, of)->addr);
}

static void put_dynamic(struct making *m) {
	struct fx *f = m->f;
	const uint64_t size = lw_record_size(&lw_rec_dyn, f->is64);
	align(f, 16);
	m->delta = EX_BASE + 2 * EX_STEP;
	m->data = f->n + m->delta;
	struct section *s;
	if (!m->o->relro_alone) {
		s = begin(m, ".data", SHT_PROGBITS, 8);
		fill(f, 16, 0xda);
		s->flags |= SHF_WRITE;
		end(m, s);
	}
	s = begin(m, ".dynamic", SHT_DYNAMIC, f->is64 ? 8 : 4);
	dyn(m, "dyn.DT_NEEDED", DT_NEEDED, m->str_libm);
	dyn(m, "dyn.DT_NEEDED2", DT_NEEDED, m->str_libc);
	dyn(m, "dyn.DT_SONAME", DT_SONAME, m->str_soname);
	dyn(m, "dyn.DT_RUNPATH", DT_RUNPATH, m->str_runpath);
	dyn_section(m, "dyn.DT_HASH", DT_HASH, ".hash");
	dyn_section(m, "dyn.DT_GNU_HASH", DT_GNU_HASH, ".gnu.hash");
	dyn_section(m, "dyn.DT_STRTAB", DT_STRTAB, ".dynstr");
	dyn(m, "dyn.DT_STRSZ", DT_STRSZ, f->n_strings);
	dyn_section(m, "dyn.DT_SYMTAB", DT_SYMTAB, ".dynsym");
	dyn(m, "dyn.DT_SYMENT", DT_SYMENT, lw_record_size(&lw_rec_sym, f->is64));
	dyn_section(m, "dyn.DT_VERSYM", DT_VERSYM, ".gnu.version");
	dyn_section(m, "dyn.DT_VERNEED", DT_VERNEED, ".gnu.version_r");
	dyn(m, "dyn.DT_VERNEEDNUM", DT_VERNEEDNUM, 2);
	if (!m->o->no_own_versions) {
		dyn_section(m, "dyn.DT_VERDEF", DT_VERDEF, ".gnu.version_d");
		dyn(m, "dyn.DT_VERDEFNUM", DT_VERDEFNUM, 2);
	}
	const uint64_t left = (m->o->mips_map ? 1u : 0u) + 1u + m->o->spare_tags;
	const uint64_t behind = f->n + left * size + m->delta;
	if (m->o->mips_map)
		dyn(m, "dyn.DT_MIPS_RLD_MAP_REL", DT_MIPS_RLD_MAP_REL, behind - (f->n + m->delta));
	for (unsigned i = 0; i <= m->o->spare_tags; i++)
		dyn(m, i == 0 ? "dyn.DT_NULL" : NULL, DT_NULL, 0);
	s->flags |= SHF_WRITE;
	s->entsize = size;
	end(m, s);
	if (m->o->mips_map) {
		s = begin(m, ".rld_map", SHT_PROGBITS, f->is64 ? 8 : 4);
		fill(f, f->is64 ? 8 : 4, 0);
		s->flags |= SHF_WRITE;
		end(m, s);
	}
	m->data_end = f->n;
	if (m->o->relro_alone) {
		s = begin(m, ".bss", SHT_NOBITS, 1);
		s->flags |= SHF_WRITE;
	}
}

static void put_text(struct making *m) {
	align(m->f, 16);
	m->delta = EX_BASE + EX_STEP;
	assert_int_equal(m->text, m->f->n + m->delta);
	struct section *s = begin(m, ".text", SHT_PROGBITS, 16);
	fill(m->f, 16, 0xc3);
	s->flags |= SHF_EXECINSTR;
	end(m, s);
	m->text_end = m->f->n;
}

static void put_sections(struct making *m) {
	struct fx *f = m->f;
	if (m->o->no_sections)
		return;
	struct section *names = begin(m, ".shstrtab", SHT_STRTAB, 1);
	names->flags = names->addr = 0;
	fill(f, 1, 0);
	for (unsigned i = 0; i < m->n_sections; i++) {
		m->sections[i].name_off = f->n - names->off;
		add(f, m->sections[i].name, strlen(m->sections[i].name) + 1);
	}
	end(m, names);
	align(f, 8);
	fx_set(f, "ehdr", "e_shoff", f->n);
	fx_set(f, "ehdr", "e_shnum", m->n_sections + 1);
	fx_set(f, "ehdr", "e_shstrndx", m->n_sections);
	fx_set(f, "ehdr", "e_shentsize", lw_record_size(&lw_rec_shdr, f->is64));
	const struct lw_shdr none = {0};
	record(f, NULL, &lw_rec_shdr, &none);
	for (unsigned i = 0; i < m->n_sections; i++) {
		const struct section *s = &m->sections[i];
		char name[32];
		snprintf(name, sizeof name, "shdr.%s", s->name);
		const bool of_symbols = s->type == SHT_HASH || s->type == SHT_GNU_HASH || s->type == SHT_GNU_versym,
			   of_strings = s->type == SHT_DYNSYM || s->type == SHT_DYNAMIC || s->type == SHT_GNU_verneed ||
			s->type == SHT_GNU_verdef;
		const struct lw_shdr h = {s->name_off,
					  s->type,
					  s->flags,
					  s->addr,
					  s->off,
					  s->size,
					  of_symbols           ? index_of(m, ".dynsym")
						  : of_strings ? index_of(m, ".dynstr")
							       : 0,
					  s->info,
					  s->align,
					  s->entsize};
		record(f, name, &lw_rec_shdr, &h);
	}
	for (unsigned i = 3; i < N_SYMBOLS; i++) {
		char name[16];
		snprintf(name, sizeof name, "sym.%u", i);
		fx_set(f, name, "st_shndx", index_of(m, ".text"));
	}
}

static void header(struct fx *f, const char *name, uint64_t flags, uint64_t off, uint64_t to, uint64_t addr,
		   uint64_t alignment) {
	fx_set(f, name, "p_flags", flags);
	fx_set(f, name, "p_offset", off);
	fx_set(f, name, "p_vaddr", addr);
	fx_set(f, name, "p_paddr", addr);
	fx_set(f, name, "p_filesz", to - off);
	fx_set(f, name, "p_memsz", to - off);
	fx_set(f, name, "p_align", alignment);
}

static void header_of(struct making *m, const char *name, const char *of, uint64_t flags) {
	const struct section *s = section(m, of);
	header(m->f, name, flags, s->off, s->off + s->size, s->addr, s->align);
}

static void reserve_headers(struct making *m) {
	static const struct {
		const char *name;
		uint64_t type;
		enum { ALWAYS, PROGRAM, STACK, RELRO } when;
	} rows[] = {
		{"phdr.phdr", PT_PHDR, PROGRAM},     {"phdr.interp", PT_INTERP, PROGRAM},
		{"phdr.tables", PT_LOAD, ALWAYS},    {"phdr.text", PT_LOAD, ALWAYS},
		{"phdr.data", PT_LOAD, ALWAYS},      {"phdr.dynamic", PT_DYNAMIC, ALWAYS},
		{"phdr.note", PT_NOTE, ALWAYS},      {"phdr.stack", PT_GNU_STACK, STACK},
		{"phdr.relro", PT_GNU_RELRO, RELRO},
	};
	struct fx *f = m->f;
	const struct lw_ehdr e = {.e_type = m->o->program ? ET_EXEC : ET_DYN,
				  .e_machine = m->machine,
				  .e_version = 1,
				  .e_phoff = lw_record_size(&lw_rec_ehdr, f->is64),
				  .e_ehsize = lw_record_size(&lw_rec_ehdr, f->is64),
				  .e_phentsize = lw_record_size(&lw_rec_phdr, f->is64)};
	const struct lw_phdr none = {0};
	uint64_t n = m->o->n_nulls;
	record(f, "ehdr", &lw_rec_ehdr, &e);
	const uint8_t ident[] = {0x7f, 'E', 'L', 'F', f->is64 ? 2 : 1, f->big ? 2 : 1, 1};
	memcpy(f->bytes, ident, sizeof ident);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if ((rows[i].when == PROGRAM && !m->o->program) || (rows[i].when == STACK && m->o->no_stack) ||
		    (rows[i].when == RELRO && !m->o->relro_alone))
			continue;
		const struct lw_phdr p = {.p_type = rows[i].type};
		record(f, rows[i].name, &lw_rec_phdr, &p);
		n++;
	}
	for (unsigned i = 0; i < m->o->n_nulls; i++)
		record(f, NULL, &lw_rec_phdr, &none);
	fx_set(f, "ehdr", "e_phnum", n);
	mark(f, "phdrs-end", NULL);
}

static void set_headers(struct making *m) {
	struct fx *f = m->f;
	const uint64_t page = 0x10000, text = m->text - EX_BASE - EX_STEP;
	header(f, "phdr.tables", PF_R, 0, m->tables_end, EX_BASE, page);
	header(f, "phdr.text", PF_R | PF_X, text, m->text_end, m->text, page);
	header(f, "phdr.data", PF_R | PF_W, m->data - EX_BASE - 2 * EX_STEP, m->data_end, m->data, page);
	header_of(m, "phdr.dynamic", ".dynamic", PF_R | PF_W);
	header_of(m, "phdr.note", ".note.gnu.build-id", PF_R);
	if (!m->o->no_stack)
		header(f, "phdr.stack", PF_R | PF_W, 0, 0, 0, 16);
	if (m->o->relro_alone)
		header_of(m, "phdr.relro", ".dynamic", PF_R);
	if (!m->o->program)
		return;
	const uint64_t size = lw_record_size(&lw_rec_ehdr, f->is64);
	header(f, "phdr.phdr", PF_R, size, fx_find(f, "phdrs-end")->off, EX_BASE + size, 8);
	header_of(m, "phdr.interp", ".interp", PF_R);
	fx_set(f, "ehdr", "e_entry", m->text);
}

/* Where the code will lie is known when the tables have been put once. */
static void make(struct making *m, uint64_t text) {
	struct fx *f = m->f;
	memset(f, 0, sizeof *f);
	f->is64 = m->o->is64;
	f->big = m->o->big;
	m->n_sections = 0;
	m->delta = EX_BASE;
	m->text = text;
	reserve_headers(m);
	put_texts(m);
	put_tables(m);
	if (text == 0)
		return;
	put_text(m);
	put_dynamic(m);
	set_headers(m);
	put_sections(m);
	fill(f, m->o->overlay, 0x42);
	fx_cut(f, f->n);
}

void ex_make(struct fx *f, const struct ex_opts *o) {
	static const uint16_t machines[] = {EM_386, EM_X86_64, EM_PPC, EM_PPC64};
	struct making m = {.f = f, .o = o, .machine = machines[(o->is64 ? 1 : 0) + (o->big ? 2 : 0)]};
	if (o->machine != 0)
		m.machine = o->machine;
	make(&m, 0);
	const uint64_t text = (f->n + 15) / 16 * 16 + EX_BASE + EX_STEP;
	fx_free(f);
	make(&m, text);
}

struct ex_opts ex_flavour(unsigned which) {
	return ex_in_flavour((struct ex_opts){0}, which);
}

struct ex_opts ex_in_flavour(struct ex_opts o, unsigned which) {
	o.is64 = (which & 1) != 0;
	o.big = (which & 2) != 0;
	return o;
}

struct ex_opts ex_variant(unsigned which) {
	return ex_in_flavour((struct ex_opts){.no_sections = (which & 4) != 0}, which);
}
