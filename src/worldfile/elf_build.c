/* SPDX-License-Identifier: Apache-2.0 */
#include "worldfile/elf_build.h"

#include <string.h>

#include "base/fail.h"
#include "format/elf_reader.h"

enum { DT_HASH = 4, DT_STRTAB = 5, DT_SYMTAB = 6, DT_STRSZ = 10, DT_SYMENT = 11 };
#define DT_FLAGS_1 0x6ffffffbu
#define DT_VERDEF 0x6ffffffcu
#define DT_VERDEFNUM 0x6ffffffdu
#define DT_VERNEED 0x6ffffffeu
#define DT_VERNEEDNUM 0x6fffffffu
#define DT_VERSYM 0x6ffffff0u
enum { PT_LOAD = 1, PT_DYNAMIC = 2, PT_INTERP = 3, PT_NOTE = 4, PT_PHDR = 6 };
#define PT_GNU_STACK 0x6474e551u
#define PT_GNU_PROPERTY 0x6474e553u
#define MOST_PHDRS 9
#define ET_EXEC 2
#define EXEC_BASE 0x400000u

/* The image while it grows. */
struct making {
	const struct lw_elf_desc *d;
	struct lw_arena *a;
	LW_VEC(uint8_t) bytes, strings;
	struct lw_phdr phdrs[MOST_PHDRS];
	uint32_t n_phdrs;
	uint64_t base;
	LW_VEC(struct lw_dyn) dyns;
};

static bool put(struct making *m, const void *bytes, size_t n, struct lw_error *err) {
	for (size_t i = 0; i < n; i++) {
		uint8_t *b = lw_vec_add(m->a, &m->bytes, err);
		if (b == NULL)
			return false;
		*b = bytes == NULL ? 0 : ((const uint8_t *)bytes)[i];
	}
	return true;
}

static bool align(struct making *m, size_t to, struct lw_error *err) {
	return put(m, NULL, (to - m->bytes.n % to) % to, err);
}

static bool put_uint(struct making *m, uint64_t v, unsigned size, struct lw_error *err) {
	uint8_t b[8];
	lw_store_uint(b, size, m->d->big_endian, v);
	return put(m, b, size, err);
}

static bool put_record(struct making *m, const struct lw_record *r, const void *host, struct lw_error *err) {
	uint8_t b[128];
	lw_record_put(r, b, m->d->is64, m->d->big_endian, host);
	return put(m, b, (size_t)lw_record_size(r, m->d->is64), err);
}

/* Offset of text in the string table, added if need be. */
static bool string(struct making *m, const char *text, uint64_t *off, struct lw_error *err) {
	size_t n = strlen(text) + 1;
	*off = m->strings.n;
	for (size_t i = 0; i < n; i++) {
		uint8_t *b = lw_vec_add(m->a, &m->strings, err);
		if (b == NULL)
			return false;
		*b = (uint8_t)text[i];
	}
	return true;
}

static bool dyn(struct making *m, uint64_t tag, uint64_t value, struct lw_error *err) {
	struct lw_dyn *e = lw_vec_add(m->a, &m->dyns, err);
	if (e == NULL)
		return false;
	*e = (struct lw_dyn){tag, value};
	return true;
}

static void phdr(struct making *m, uint32_t type, uint64_t off, uint64_t size, uint32_t flags, uint64_t to) {
	m->phdrs[m->n_phdrs++] = (struct lw_phdr){type, flags, off, m->base + off, m->base + off, size, size, to};
}

static bool note(struct making *m, const char *owner, uint32_t type, const void *desc, size_t n, size_t to,
		 struct lw_error *err) {
	struct lw_raw_nhdr h = {strlen(owner) + 1, n, type};
	LW_TRY(align(m, to, err));
	LW_TRY(put_record(m, &lw_rec_nhdr, &h, err));
	LW_TRY(put(m, owner, strlen(owner) + 1, err));
	LW_TRY(align(m, 4, err));
	LW_TRY(put(m, desc, n, err));
	return align(m, to, err);
}

static bool put_notes(struct making *m, struct lw_error *err) {
	const struct lw_elf_desc *d = m->d;
	LW_TRY(align(m, 8, err));
	uint64_t from = m->bytes.n;
	if (d->has_abi) {
		uint8_t b[16];
		for (unsigned i = 0; i < 4; i++)
			lw_store_uint(b + 4 * i, 4, d->big_endian, d->abi[i]);
		LW_TRY(note(m, "GNU", 1, b, sizeof b, 4, err));
	}
	if (d->build_id.len != 0)
		LW_TRY(note(m, "GNU", 3, d->build_id.ptr, (size_t)d->build_id.len, 4, err));
	if (d->dlopen != NULL)
		LW_TRY(note(m, "FDO", 0x407c0c0a, d->dlopen, strlen(d->dlopen) + 1, 4, err));
	if (m->bytes.n != from)
		phdr(m, PT_NOTE, from, m->bytes.n - from, 4, 4);
	if (d->isa_needed == 0)
		return true;
	uint8_t b[16] = {0};
	lw_store_uint(b, 4, d->big_endian, 0xc0008002u);
	lw_store_uint(b + 4, 4, d->big_endian, 4);
	lw_store_uint(b + 8, 4, d->big_endian, d->isa_needed);
	LW_TRY(align(m, 8, err));
	from = m->bytes.n;
	LW_TRY(note(m, "GNU", 5, b, d->is64 ? 16 : 12, d->is64 ? 8 : 4, err));
	phdr(m, PT_NOTE, from, m->bytes.n - from, 4, d->is64 ? 8 : 4);
	phdr(m, PT_GNU_PROPERTY, from, m->bytes.n - from, 4, d->is64 ? 8 : 4);
	return true;
}

static bool put_symbols(struct making *m, struct lw_error *err) {
	const struct lw_sym null = {0};
	LW_TRY(align(m, 8, err));
	LW_TRY(dyn(m, DT_SYMTAB, m->base + m->bytes.n, err));
	LW_TRY(dyn(m, DT_SYMENT, lw_record_size(&lw_rec_sym, m->d->is64), err));
	LW_TRY(put_record(m, &lw_rec_sym, &null, err));
	LW_TRY(align(m, 8, err));
	LW_TRY(dyn(m, DT_HASH, m->base + m->bytes.n, err));
	const unsigned size = m->d->machine == 22 && m->d->is64 ? 8 : 4; /* s390x has 64-bit hash words */
	for (unsigned i = 0; i < 4; i++)
		LW_TRY(put_uint(m, i < 2, size, err));
	return true;
}

static uint32_t count(const struct lw_elf_desc *d, bool defined) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < d->versions.n; i++)
		n += (d->versions.at[i].file == NULL) == defined;
	return n;
}

static bool put_verdef(struct making *m, const char *version, uint32_t index, bool last, struct lw_error *err) {
	uint64_t name;
	LW_TRY(string(m, version, &name, err));
	const uint64_t size = lw_record_size(&lw_rec_verdef, m->d->is64),
		       aux = lw_record_size(&lw_rec_verdaux, m->d->is64);
	struct lw_raw_verdef v = {1, index == 1, index, 1, lw_elf_hash(version), size, last ? 0 : size + aux};
	struct lw_raw_verdaux x = {name, 0};
	LW_TRY(put_record(m, &lw_rec_verdef, &v, err));
	return put_record(m, &lw_rec_verdaux, &x, err);
}

static bool put_verdefs(struct making *m, uint32_t *index, struct lw_error *err) {
	uint32_t left = count(m->d, true);
	if (left == 0)
		return true;
	LW_TRY(align(m, 8, err));
	LW_TRY(dyn(m, DT_VERDEF, m->base + m->bytes.n, err));
	LW_TRY(dyn(m, DT_VERDEFNUM, left + 1, err));
	LW_TRY(put_verdef(m, "base", 1, false, err));
	for (uint32_t i = 0; i < m->d->versions.n; i++)
		if (m->d->versions.at[i].file == NULL)
			LW_TRY(put_verdef(m, m->d->versions.at[i].version, ++*index, --left == 0, err));
	return true;
}

static bool put_verneed(struct making *m, uint32_t i, uint32_t *index, bool last, struct lw_error *err) {
	const struct lw_elf_version *v = &m->d->versions.at[i];
	uint64_t file, name;
	LW_TRY(string(m, v->file, &file, err));
	LW_TRY(string(m, v->version, &name, err));
	const uint64_t size = lw_record_size(&lw_rec_verneed, m->d->is64),
		       aux = lw_record_size(&lw_rec_vernaux, m->d->is64);
	struct lw_raw_verneed n = {1, 1, file, size, last ? 0 : size + aux};
	struct lw_raw_vernaux x = {lw_elf_hash(v->version), v->weak ? 2 : 0, ++*index, name, 0};
	LW_TRY(put_record(m, &lw_rec_verneed, &n, err));
	return put_record(m, &lw_rec_vernaux, &x, err);
}

static bool put_verneeds(struct making *m, uint32_t *index, struct lw_error *err) {
	uint32_t left = count(m->d, false);
	if (left == 0)
		return true;
	LW_TRY(align(m, 8, err));
	LW_TRY(dyn(m, DT_VERNEED, m->base + m->bytes.n, err));
	LW_TRY(dyn(m, DT_VERNEEDNUM, left, err));
	for (uint32_t i = 0; i < m->d->versions.n; i++)
		if (m->d->versions.at[i].file != NULL)
			LW_TRY(put_verneed(m, i, index, --left == 0, err));
	return true;
}

static bool put_versions(struct making *m, struct lw_error *err) {
	if (m->d->versions.n == 0)
		return true;
	uint32_t index = 1;
	LW_TRY(put_verdefs(m, &index, err));
	LW_TRY(put_verneeds(m, &index, err));
	LW_TRY(align(m, 8, err));
	LW_TRY(dyn(m, DT_VERSYM, m->base + m->bytes.n, err));
	return put_uint(m, 0, 2, err);
}

static bool put_entries(struct making *m, struct lw_error *err) {
	uint64_t off;
	for (uint32_t i = 0; i < m->d->entries.n; i++) {
		LW_TRY(string(m, m->d->entries.at[i].text, &off, err));
		LW_TRY(dyn(m, m->d->entries.at[i].tag, off, err));
	}
	return m->d->flags_1 == 0 || dyn(m, DT_FLAGS_1, m->d->flags_1, err);
}

static bool put_dynamic(struct making *m, struct lw_error *err) {
	LW_TRY(align(m, 8, err));
	LW_TRY(dyn(m, DT_STRTAB, m->base + m->bytes.n, err));
	LW_TRY(dyn(m, DT_STRSZ, m->strings.n, err));
	LW_TRY(put(m, m->strings.at, m->strings.n, err));
	LW_TRY(dyn(m, 0, 0, err));
	LW_TRY(align(m, 8, err));
	uint64_t from = m->bytes.n;
	for (uint32_t i = 0; i < m->dyns.n; i++)
		LW_TRY(put_record(m, &lw_rec_dyn, &m->dyns.at[i], err));
	phdr(m, PT_DYNAMIC, from, m->bytes.n - from, 6, 8);
	return true;
}

static void write_headers(struct making *m) {
	const struct lw_elf_desc *d = m->d;
	const uint64_t n_ehdr = lw_record_size(&lw_rec_ehdr, d->is64), n_phdr = lw_record_size(&lw_rec_phdr, d->is64);
	m->phdrs[0].p_filesz = m->phdrs[0].p_memsz = m->n_phdrs * n_phdr;
	m->phdrs[1].p_filesz = m->phdrs[1].p_memsz = m->bytes.n;
	struct lw_ehdr h = {.e_type = d->type,
			    .e_machine = d->machine,
			    .e_version = 1,
			    .e_phoff = n_ehdr,
			    .e_ehsize = n_ehdr,
			    .e_phentsize = n_phdr,
			    .e_phnum = m->n_phdrs,
			    .e_entry = m->base};
	if (d->machine == 40)
		h.e_flags = 0x05000400; /* EABI 5, hard float */
	lw_record_put(&lw_rec_ehdr, m->bytes.at, d->is64, d->big_endian, &h);
	const uint8_t ident[16] = {0x7f,
				   'E',
				   'L',
				   'F',
				   d->ident_class != 0 ? d->ident_class
					   : d->is64   ? 2
						       : 1,
				   d->ident_data != 0      ? d->ident_data
					   : d->big_endian ? 2
							   : 1,
				   1,
				   d->osabi,
				   d->abiversion};
	memcpy(m->bytes.at, ident, sizeof ident);
	for (uint32_t i = 0; i < m->n_phdrs; i++)
		lw_record_put(&lw_rec_phdr, m->bytes.at + n_ehdr + i * n_phdr, d->is64, d->big_endian, &m->phdrs[i]);
}

static bool damage(struct making *m, struct lw_error *err) {
	for (uint32_t i = 0; i < m->d->pokes.n; i++) {
		const struct lw_elf_poke *p = &m->d->pokes.at[i];
		if (!lw_range_fits(p->off, p->bytes.len, m->bytes.n))
			return lw_fail(err, LW_E_USAGE, "poke at %llu lies outside of the %u bytes of the file",
				       (unsigned long long)p->off, m->bytes.n);
		memcpy(m->bytes.at + p->off, p->bytes.ptr, (size_t)p->bytes.len);
	}
	if (m->d->cut && m->d->n_cut < m->bytes.n)
		m->bytes.n = (uint32_t)m->d->n_cut;
	return true;
}

bool lw_elf_build(const struct lw_elf_desc *d, struct lw_arena *a, struct lw_span *out, struct lw_error *err) {
	struct making m = {.d = d, .a = a, .base = d->type == ET_EXEC ? EXEC_BASE : 0};
	uint64_t none;
	LW_TRY(string(&m, "", &none, err));
	/* A position-independent program learns from PT_PHDR where it was loaded; it comes first. */
	const uint64_t n_ehdr = lw_record_size(&lw_rec_ehdr, d->is64);
	LW_TRY(put(&m, NULL, (size_t)(n_ehdr + MOST_PHDRS * lw_record_size(&lw_rec_phdr, d->is64)), err));
	phdr(&m, PT_PHDR, n_ehdr, MOST_PHDRS * lw_record_size(&lw_rec_phdr, d->is64), 4, 8);
	phdr(&m, PT_LOAD, 0, 0, 7, 0x10000);
	phdr(&m, PT_GNU_STACK, 0, 0, 6, 16);
	if (d->interp != NULL) {
		uint64_t from = m.bytes.n;
		LW_TRY(put(&m, d->interp, strlen(d->interp) + 1, err));
		phdr(&m, PT_INTERP, from, m.bytes.n - from, 4, 1);
	}
	LW_TRY(put_notes(&m, err));
	LW_TRY(put_symbols(&m, err));
	LW_TRY(put_versions(&m, err));
	LW_TRY(put_entries(&m, err));
	LW_TRY(align(&m, 8, err));
	LW_TRY(put(&m, d->blob, d->n_blob, err));
	LW_TRY(put_dynamic(&m, err));
	write_headers(&m);
	LW_TRY(damage(&m, err));
	*out = (struct lw_span){m.bytes.at, m.bytes.n};
	return true;
}
