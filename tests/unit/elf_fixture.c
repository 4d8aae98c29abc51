/* SPDX-License-Identifier: Apache-2.0 */
#include "elf_fixture.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/elf_reader.h"

/* A defect of a test, not of what is tested. */
static void wrong(const char *what, const char *name) {
	fprintf(stderr, "fixture: %s: %s\n", what, name);
	abort();
}

static void *grown(void *p, size_t n) {
	p = realloc(p, n == 0 ? 1 : n);
	if (p == NULL)
		wrong("out of memory", "");
	return p;
}

static void mark(struct fx *f, const char *name, const struct lw_record *rec) {
	if (f->n_marks == FX_MOST_MARKS)
		wrong("too many marks", name);
	struct fx_mark *m = &f->marks[f->n_marks++];
	snprintf(m->name, sizeof m->name, "%s", name);
	m->rec = rec;
	m->off = f->n;
}

static uint64_t add(struct fx *f, const void *bytes, size_t n) {
	uint64_t off = f->n;
	if (n == 0)
		return off;
	if (f->n + n > f->cap) {
		f->cap = 2 * (f->n + n);
		f->bytes = grown(f->bytes, f->cap);
	}
	memcpy(f->bytes + f->n, bytes, n);
	f->n += n;
	return off;
}

static void align(struct fx *f, size_t to) {
	static const uint8_t zeros[16];
	add(f, zeros, (to - f->n % to) % to);
}

static uint64_t add_uint(struct fx *f, unsigned size, uint64_t v) {
	uint8_t b[8];
	lw_store_uint(b, size, f->big, v);
	return add(f, b, size);
}

/* name is NULL for one that no test asks for. */
static uint64_t add_record(struct fx *f, const char *name, const struct lw_record *rec, const void *host) {
	uint8_t b[64];
	if (name != NULL)
		mark(f, name, rec);
	lw_record_put(rec, b, f->is64, f->big, host);
	return add(f, b, (size_t)lw_record_size(rec, f->is64));
}

static uint64_t string(struct fx *f, const char *text) {
	size_t n = strlen(text) + 1, at = f->n_strings;
	if (at + n > f->cap_strings) {
		f->cap_strings = 2 * (at + n);
		f->strings = grown(f->strings, f->cap_strings);
	}
	memcpy(f->strings + at, text, n);
	f->n_strings += n;
	return at;
}

const struct fx_mark *fx_find(const struct fx *f, const char *name) {
	for (size_t i = 0; i < f->n_marks; i++)
		if (strcmp(f->marks[i].name, name) == 0)
			return &f->marks[i];
	wrong("no such name", name);
	return NULL;
}

static const struct lw_field *find_field(const struct fx_mark *m, const char *field) {
	for (unsigned i = 0; m->rec != NULL && i < m->rec->n_fields; i++)
		if (strcmp(m->rec->fields[i].name, field) == 0)
			return &m->rec->fields[i];
	wrong("no such field", field);
	return NULL;
}

uint64_t fx_field_off(const struct fx *f, const char *name, const char *field) {
	const struct fx_mark *m = fx_find(f, name);
	const struct lw_field *x = find_field(m, field);
	return m->off + (f->is64 ? x->off64 : x->off32);
}

uint64_t fx_get(const struct fx *f, const char *name, const char *field) {
	const struct lw_field *x = find_field(fx_find(f, name), field);
	bool ok = true;
	return lw_span_uint((struct lw_span){f->bytes, f->n}, fx_field_off(f, name, field),
			    f->is64 ? x->size64 : x->size32, f->big, &ok);
}

void fx_set(struct fx *f, const char *name, const char *field, uint64_t value) {
	const struct lw_field *x = find_field(fx_find(f, name), field);
	lw_store_uint(f->bytes + fx_field_off(f, name, field), f->is64 ? x->size64 : x->size32, f->big, value);
}

void fx_poke(struct fx *f, const char *name, uint64_t off, unsigned size, uint64_t value) {
	lw_store_uint(f->bytes + fx_find(f, name)->off + off, size, f->big, value);
}

void fx_cut(struct fx *f, size_t n) {
	f->bytes = grown(f->bytes, n);
	f->n = n;
}

void fx_free(struct fx *f) {
	free(f->bytes);
	free(f->strings);
	memset(f, 0, sizeof *f);
}

void fx_flavour(struct fx_opts *o, unsigned which) {
	o->is64 = (which & 1) != 0;
	o->big = (which & 2) != 0;
}

static void add_note(struct fx *f, const char *name, const char *owner, uint32_t type, const void *desc, size_t n,
		     size_t alignment) {
	struct lw_raw_nhdr h = {strlen(owner) + 1, n, type};
	add_record(f, name, &lw_rec_nhdr, &h);
	add(f, owner, strlen(owner) + 1);
	align(f, alignment);
	add(f, desc, n);
	align(f, alignment);
}

static void add_words(struct fx *f, const uint32_t *words, size_t n) {
	for (size_t i = 0; i < n; i++)
		add_uint(f, 4, words[i]);
}

static void add_notes(struct fx *f) {
	static const uint8_t id[] = {0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4};
	static const char json[] =
		"[{\"feature\":\"zip\",\"description\":\"reads zip files\",\"priority\":\"recommended\","
		"\"soname\":[\"libzip.so.5\",\"libzip.so.4\"]}]";
	mark(f, "notes", NULL);
	add_note(f, "nhdr.build-id", "GNU", NT_GNU_BUILD_ID, id, sizeof id, 4);
	struct lw_raw_nhdr abi = {4, 16, NT_GNU_ABI_TAG};
	add_record(f, "nhdr.abi-tag", &lw_rec_nhdr, &abi);
	add(f, "GNU", 4);
	mark(f, "abi-tag", NULL);
	add_words(f, (const uint32_t[]){0, 3, 2, 1}, 4);
	add_note(f, "nhdr.dlopen", "FDO", 0x407c0c0a, json, sizeof json, 4);
	mark(f, "notes-end", NULL);
}

static void add_property(struct fx *f) {
	const size_t word = f->is64 ? 8 : 4;
	align(f, word);
	mark(f, "property", NULL);
	struct lw_raw_nhdr h = {4, 3 * (8 + word), NT_GNU_PROPERTY_TYPE_0};
	add_record(f, "nhdr.property", &lw_rec_nhdr, &h);
	add(f, "GNU", 4);
	mark(f, "properties", NULL);
	static const uint32_t rows[3][2] = {{0xc0000002, 3}, {0xc0008002, 5}, {0xc0010002, 7}};
	for (size_t i = 0; i < 3; i++) {
		add_uint(f, 4, rows[i][0]);
		add_uint(f, 4, 4);
		add_uint(f, 4, rows[i][1]);
		align(f, word);
	}
	mark(f, "property-end", NULL);
}

/* Null, one undefined, two defined; the hashed ones begin at 2. */
static void add_symbols(struct fx *f) {
	const struct lw_sym syms[] = {
		{0},
		{.st_name = string(f, "undef_a"), .st_info = 0x12},
		{.st_name = string(f, "def_b"), .st_info = 0x12, .st_shndx = 1, .st_value = FX_BASE, .st_size = 4},
		{.st_name = string(f, "def_c"), .st_info = 0x11, .st_shndx = 1, .st_value = FX_BASE, .st_size = 8},
	};
	align(f, 8);
	mark(f, "symtab", NULL);
	for (size_t i = 0; i < 4; i++) {
		char name[16];
		snprintf(name, sizeof name, "sym.%zu", i);
		add_record(f, name, &lw_rec_sym, &syms[i]);
	}
	mark(f, "versym", NULL);
	static const uint16_t versions[] = {0, 2, 5, 0x8006};
	for (size_t i = 0; i < 4; i++)
		add_uint(f, 2, versions[i]);
}

static void add_hashes(struct fx *f) {
	align(f, 8);
	mark(f, "hash", NULL);
	add_words(f, (const uint32_t[]){1, 4, 1, 0, 2, 3, 0}, 7); /* one bucket; chain 1 2 3 */
	align(f, 8);
	mark(f, "gnu_hash", NULL);
	add_words(f, (const uint32_t[]){1, 2, 1, 6}, 4);
	add_uint(f, f->is64 ? 8 : 4, UINT32_MAX);
	add_uint(f, 4, 2);                               /* the bucket */
	add_words(f, (const uint32_t[]){0x10, 0x11}, 2); /* chain */
}

static void add_versions(struct fx *f) {
	uint64_t libc = string(f, "libc.so.6"), libm = string(f, "libm.so.6");
	struct lw_raw_verneed n0 = {1, 2, libc, 16, 48}, n1 = {1, 1, libm, 16, 0};
	struct lw_raw_vernaux a0 = {0x09691a75, 0, 2, string(f, "GLIBC_2.2.5"), 16},
			      a1 = {0x0d696914, 0, 3, string(f, "GLIBC_2.4"), 0},
			      a2 = {0x06969191, VER_FLG_WEAK, 4, string(f, "GLIBC_2.29"), 0};
	align(f, 8);
	add_record(f, "verneed.0", &lw_rec_verneed, &n0);
	add_record(f, "vernaux.0", &lw_rec_vernaux, &a0);
	add_record(f, "vernaux.1", &lw_rec_vernaux, &a1);
	add_record(f, "verneed.1", &lw_rec_verneed, &n1);
	add_record(f, "vernaux.2", &lw_rec_vernaux, &a2);
	struct lw_raw_verdaux own = {string(f, "libfix.so.1"), 0}, one = {string(f, "FIX_1.0"), 0},
			      two = {string(f, "FIX_2.0"), 0};
	struct lw_raw_verdef d0 = {1, VER_FLG_BASE, 1, 1, 0x0123, 20, 28}, d1 = {1, 0, 5, 1, 0x0456, 20, 28},
			     d2 = {1, VER_FLG_WEAK, 6, 1, 0x0789, 20, 0};
	add_record(f, "verdef.0", &lw_rec_verdef, &d0);
	add_record(f, "verdaux.0", &lw_rec_verdaux, &own);
	add_record(f, "verdef.1", &lw_rec_verdef, &d1);
	add_record(f, "verdaux.1", &lw_rec_verdaux, &one);
	add_record(f, "verdef.2", &lw_rec_verdef, &d2);
	add_record(f, "verdaux.2", &lw_rec_verdaux, &two);
}

static void dyn(struct fx *f, const char *name, uint64_t tag, uint64_t val) {
	struct lw_dyn d = {tag, val};
	add_record(f, name, &lw_rec_dyn, &d);
}

static void dyn_address(struct fx *f, const char *name, uint64_t tag, const char *of) {
	dyn(f, name, tag, FX_BASE + fx_find(f, of)->off);
}

/* The entries that name strings come before the string table is written, so their strings are put first. */
struct texts {
	uint64_t needed[2], auxiliary, filter, soname, rpath, runpath, audit, depaudit;
	uint64_t *more;
};

static void put_texts(struct fx *f, struct texts *t, const struct fx_opts *o) {
	t->needed[0] = string(f, "libm.so.6");
	t->needed[1] = string(f, "libc.so.6");
	t->auxiliary = string(f, "libaux.so");
	t->filter = string(f, "libfil.so");
	t->soname = string(f, "libfix.so.1");
	t->rpath = string(f, "/opt/rpath");
	t->runpath = string(f, "$ORIGIN/../lib");
	t->audit = string(f, "/audit.so");
	t->depaudit = string(f, "/depaudit.so");
	t->more = grown(NULL, o->n_more_needed * sizeof *t->more);
	for (uint32_t i = 0; i < o->n_more_needed; i++) {
		char name[24];
		snprintf(name, sizeof name, "lib%06u.so", (unsigned)i);
		t->more[i] = string(f, name);
	}
}

static void add_dynamic(struct fx *f, const struct texts *t, const struct fx_opts *o) {
	align(f, 16);
	mark(f, "dynamic", NULL);
	dyn(f, "dyn.DT_SONAME", DT_SONAME, t->soname);
	if (!o->alone) {
		dyn(f, "dyn.DT_AUXILIARY", DT_AUXILIARY, t->auxiliary);
		dyn(f, "dyn.DT_NEEDED", DT_NEEDED, t->needed[0]);
		dyn(f, "dyn.DT_NEEDED2", DT_NEEDED, t->needed[1]);
		dyn(f, "dyn.DT_FILTER", DT_FILTER, t->filter);
	}
	for (uint32_t i = 0; i < o->n_more_needed; i++)
		dyn(f, NULL, DT_NEEDED, t->more[i]);
	dyn(f, "dyn.DT_RPATH", DT_RPATH, t->rpath);
	dyn(f, "dyn.DT_RUNPATH", DT_RUNPATH, t->runpath);
	dyn(f, "dyn.DT_AUDIT", DT_AUDIT, t->audit);
	dyn(f, "dyn.DT_DEPAUDIT", DT_DEPAUDIT, t->depaudit);
	dyn(f, "dyn.DT_FLAGS", DT_FLAGS, 8);
	dyn(f, "dyn.DT_FLAGS_1", DT_FLAGS_1, 0x08000001);
	dyn_address(f, "dyn.DT_STRTAB", DT_STRTAB, "strtab");
	dyn(f, "dyn.DT_STRSZ", DT_STRSZ, f->n_strings);
	dyn_address(f, "dyn.DT_SYMTAB", DT_SYMTAB, "symtab");
	dyn(f, "dyn.DT_SYMENT", DT_SYMENT, f->is64 ? 24 : 16);
	if (!o->no_sysv_hash)
		dyn_address(f, "dyn.DT_HASH", DT_HASH, "hash");
	if (!o->no_gnu_hash)
		dyn_address(f, "dyn.DT_GNU_HASH", DT_GNU_HASH, "gnu_hash");
	if (!o->no_versions) {
		dyn_address(f, "dyn.DT_VERSYM", DT_VERSYM, "versym");
		dyn_address(f, "dyn.DT_VERNEED", DT_VERNEED, "verneed.0");
		dyn(f, "dyn.DT_VERNEEDNUM", DT_VERNEEDNUM, 2);
		dyn_address(f, "dyn.DT_VERDEF", DT_VERDEF, "verdef.0");
		dyn(f, "dyn.DT_VERDEFNUM", DT_VERDEFNUM, 3);
	}
	for (size_t i = 0; i < o->n_more; i++)
		dyn(f, NULL, o->more[i].d_tag, o->more[i].d_val);
	dyn(f, "dyn.DT_NULL", DT_NULL, 0);
	mark(f, "dynamic-end", NULL);
}

static uint64_t between(const struct fx *f, const char *from, const char *to) {
	return fx_find(f, to)->off - fx_find(f, from)->off;
}

static void set_phdr(struct fx *f, const char *name, uint64_t type, const char *from, const char *to,
		     uint64_t alignment) {
	uint64_t off = fx_find(f, from)->off, n = between(f, from, to);
	fx_set(f, name, "p_type", type);
	fx_set(f, name, "p_flags", 4);
	fx_set(f, name, "p_offset", off);
	fx_set(f, name, "p_vaddr", FX_BASE + off);
	fx_set(f, name, "p_paddr", FX_BASE + off);
	fx_set(f, name, "p_filesz", n);
	fx_set(f, name, "p_memsz", n);
	fx_set(f, name, "p_align", alignment);
}

static void add_headers(struct fx *f, const struct fx_opts *o) {
	struct lw_ehdr e = {
		.e_type = o->type == 0 ? ET_DYN : o->type,
		.e_machine = o->machine == 0 ? EM_X86_64 : o->machine,
		.e_version = 1,
		.e_phoff = lw_record_size(&lw_rec_ehdr, f->is64),
		.e_ehsize = lw_record_size(&lw_rec_ehdr, f->is64),
		.e_phentsize = lw_record_size(&lw_rec_phdr, f->is64),
		.e_phnum = 6,
	};
	static const char *const names[] = {"phdr.interp", "phdr.load",     "phdr.dynamic",
					    "phdr.note",   "phdr.property", "phdr.tls"};
	struct lw_phdr none = {0};
	mark(f, "start", NULL);
	add_record(f, "ehdr", &lw_rec_ehdr, &e);
	const uint8_t ident[] = {0x7f, 'E', 'L', 'F', f->is64 ? 2 : 1, f->big ? 2 : 1, 1};
	memcpy(f->bytes, ident, sizeof ident);
	for (size_t i = 0; i < 6; i++)
		add_record(f, names[i], &lw_rec_phdr, &none);
}

void fx_make(struct fx *f, const struct fx_opts *o) {
	static const char interp[] = "/lib64/ld-linux-x86-64.so.2";
	struct texts t;
	memset(f, 0, sizeof *f);
	f->is64 = o->is64;
	f->big = o->big;
	string(f, "");
	add_headers(f, o);
	mark(f, "interp", NULL);
	add(f, interp, sizeof interp);
	mark(f, "interp-end", NULL);
	align(f, 8);
	add_notes(f);
	add_property(f);
	add_hashes(f);
	add_symbols(f);
	add_versions(f);
	put_texts(f, &t, o);
	mark(f, "strtab", NULL);
	add(f, f->strings, f->n_strings);
	add_dynamic(f, &t, o);
	mark(f, "end", NULL);
	free(t.more);
	if (!o->no_interp)
		set_phdr(f, "phdr.interp", PT_INTERP, "interp", "interp-end", 1);
	set_phdr(f, "phdr.load", PT_LOAD, "start", "end", 0x1000);
	set_phdr(f, "phdr.dynamic", PT_DYNAMIC, "dynamic", "dynamic-end", 8);
	if (!o->no_notes) {
		set_phdr(f, "phdr.note", PT_NOTE, "notes", "notes-end", 4);
		set_phdr(f, "phdr.property", PT_GNU_PROPERTY, "property", "property-end", f->is64 ? 8 : 4);
	}
	set_phdr(f, "phdr.tls", PT_TLS, "interp", "interp-end", 32);
	fx_set(f, "phdr.tls", "p_memsz", 0x40);
	fx_cut(f, f->n);
}

const struct lw_image *fx_parse(const struct fx *f, struct fx_parsed *p) {
	memset(p, 0, sizeof *p);
	lw_source_of_memory(&p->src, (struct lw_span){f->bytes, f->n});
	if (!lw_elf_parse(&p->src, &p->a, &p->img, &p->err))
		p->img = NULL;
	return p->img;
}

void fx_parsed_free(struct fx_parsed *p) {
	lw_arena_free(&p->a);
}

uint64_t fx_symbols(struct fx_parsed *p) {
	struct lw_elf_reader r;
	uint64_t n;
	if (!lw_elf_reader_init(&r, &p->src, &p->a, &p->err))
		return 0;
	lw_elf_reader_of(&r, p->img);
	return lw_elf_count_symbols(&r, &n, &p->err) ? n : 0;
}

enum lw_code fx_damage(const struct fx_parsed *p) {
	return p->img == NULL || p->img->damage == NULL ? LW_E_OK : p->img->damage->code;
}
