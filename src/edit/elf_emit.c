/* SPDX-License-Identifier: Apache-2.0 */
/* The work as patches: file header, program headers, and every unit that moves or has new content. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "edit/elf_work.h"
#include "names/elf_numbers.h"

static bool patch(struct lw_elf_work *w, uint64_t off, const uint8_t *bytes, uint64_t n, const char *what,
		  struct lw_error *err) {
	return lw_patches_add(w->e, &w->patches, (struct lw_patch){.off = off, .bytes = {bytes, n}, .what = what}, err);
}

static bool build_interp(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_INTERP);
	if (u == NULL || !w->new_interp)
		return true;
	/* In its old place the rest is wiped; the header tells the new length, which has to end with the NUL. */
	const uint64_t n = u->moves || u->to_size > u->size ? u->to_size : u->size;
	uint8_t *bytes = lw_alloc(w->e->a, (size_t)n, 1, err);
	if (bytes == NULL)
		return false;
	memcpy(bytes, w->interp, strlen(w->interp));
	u->bytes = (struct lw_span){bytes, n};
	return true;
}

static int by_off(const void *x, const void *y) {
	const struct lw_elf_range *a = x, *b = y;
	return (a->off > b->off) - (a->off < b->off);
}

/* Ranges that meet become one. */
static void join(struct lw_elf_ranges *r) {
	uint32_t n = 0;
	if (r->n != 0)
		qsort(r->at, r->n, sizeof r->at[0], by_off);
	for (uint32_t i = 0; i < r->n; i++) {
		struct lw_elf_range *last = n == 0 ? NULL : &r->at[n - 1], next = r->at[i];
		if (last == NULL || next.off > last->off + last->len)
			r->at[n++] = next;
		else if (next.off + next.len > last->off + last->len)
			last->len = next.off + next.len - last->off;
	}
	r->n = n;
}

/* What was dropped is wiped in the old place too, where a table has moved away from; behind the program headers the
 * first page is blanked as a whole (elf_phdrs.c). */
static bool wipe_old(struct lw_elf_work *w, const struct lw_elf_unit *u, struct lw_error *err) {
	struct lw_elf_ranges *gone = &w->str.wiped;
	const bool blanked = !u->fixed && u->off >= w->ehdr.e_phoff && u->off < LW_ELF_FIRST_PAGE;
	const uint64_t least = blanked ? LW_ELF_FIRST_PAGE - u->off : 0;
	join(gone);
	for (uint32_t i = 0; i < gone->n; i++) {
		const uint64_t end = gone->at[i].off + gone->at[i].len,
			       from = gone->at[i].off < least ? least : gone->at[i].off;
		if (from >= end)
			continue;
		uint8_t *zeros = lw_alloc(w->e->a, (size_t)(end - from), 1, err);
		if (zeros == NULL || !patch(w, u->off + from, zeros, end - from, "string that nothing names", err))
			return false;
	}
	return true;
}

/* The whole table in its new place, zeros behind the last string. */
static uint8_t *whole_table(struct lw_elf_work *w, const struct lw_elf_unit *u, struct lw_error *err) {
	const struct lw_elf_table_of_strings *t = &w->str;
	struct lw_span old = {t->bytes, t->n};
	if (t->bytes != NULL && u->to_size <= t->cap)
		return t->bytes;
	if (t->bytes == NULL && !lw_elf_unit_view(w, u, &old, err))
		return NULL;
	uint8_t *bytes = lw_alloc(w->e->a, (size_t)u->to_size, 1, err);
	if (bytes != NULL)
		memcpy(bytes, old.ptr, (size_t)old.len);
	return bytes;
}

static bool emit_strings(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_table_of_strings *t = &w->str;
	struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNSTR);
	if (u == NULL || (t->bytes == NULL && !u->moves))
		return true;
	if (u->to_size > u->size || u->moves) {
		const uint8_t *bytes = whole_table(w, u, err);
		if (bytes == NULL)
			return false;
		u->bytes = (struct lw_span){bytes, u->to_size};
		return !u->moves || t->bytes == NULL || wipe_old(w, u, err);
	}
	join(&t->touched);
	for (uint32_t i = 0; i < t->touched.n; i++)
		LW_TRY(patch(w, u->off + t->touched.at[i].off, t->bytes + t->touched.at[i].off, t->touched.at[i].len,
			     "string in the dynamic string table", err));
	return true;
}

static bool emit_units(struct lw_elf_work *w, struct lw_error *err) {
	for (uint32_t i = 0; i < w->units.n; i++) {
		struct lw_elf_unit *u = &w->units.at[i];
		if (u->kind == LW_UNIT_SHDRS || u->kind == LW_UNIT_PHDRS || (!u->moves && u->bytes.ptr == NULL))
			continue;
		if (u->bytes.ptr == NULL)
			LW_TRY(lw_elf_unit_view(w, u, &u->bytes, err));
		const struct lw_patch p = {.off = u->to_off,
					   .bytes = u->bytes,
					   .what = u->what,
					   .moved = u->moves,
					   .from = u->off,
					   .why = !u->moves               ? NULL
						   : u->to_size > u->size ? "it has grown"
									  : "its place is for the program headers"};
		LW_TRY(lw_patches_add(w->e, &w->patches, p, err));
	}
	return true;
}

static bool follows(const struct lw_elf_unit *u, const struct lw_phdr *p) {
	switch (p->p_type) {
	case PT_INTERP:
		return u->kind == LW_UNIT_INTERP;
	case PT_DYNAMIC:
		return u->kind == LW_UNIT_DYNAMIC;
	case PT_NOTE:
	case PT_GNU_PROPERTY:
	case PT_MIPS_ABIFLAGS:
	case PT_MIPS_REGINFO:
	case PT_MIPS_OPTIONS:
		return u->kind == LW_UNIT_NOTE || u->kind == LW_UNIT_MARK;
	default:
		return false;
	}
}

/* A header follows the unit that it points into. */
static void move_header(struct lw_elf_work *w, struct lw_phdr *p) {
	for (uint32_t i = 0; i < w->units.n; i++) {
		const struct lw_elf_unit *u = &w->units.at[i];
		if (!follows(u, p) || p->p_offset < u->off || p->p_offset - u->off >= u->size)
			continue;
		const uint64_t skip = p->p_offset - u->off;
		if (u->moves) {
			p->p_offset = u->to_off + skip;
			p->p_vaddr = p->p_paddr = u->to_addr + skip;
		}
		if (u->to_size != u->size && skip == 0)
			p->p_filesz = p->p_memsz = u->to_size;
		return;
	}
}

static void move_table(struct lw_elf_work *w, struct lw_phdr *p) {
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_PHDRS);
	const uint64_t size = w->phdrs.n * lw_record_size(&lw_rec_phdr, w->is64);
	if (u != NULL) {
		p->p_offset = u->to_off;
		p->p_vaddr = p->p_paddr = u->to_addr;
	}
	p->p_filesz = p->p_memsz = size;
}

static bool emit_headers(struct lw_elf_work *w, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_phdr, w->is64);
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_PHDRS);
	/* In a new place there may be room for one more than there are: its bytes have to be in the file too. */
	const uint64_t n = u != NULL && u->to_size > w->phdrs.n * size ? u->to_size : w->phdrs.n * size;
	uint8_t *bytes = lw_alloc(w->e->a, 1, (size_t)n, err);
	if (bytes == NULL)
		return false;
	for (uint32_t i = 0; i < w->phdrs.n; i++) {
		struct lw_phdr *p = &w->phdrs.at[i];
		if (p->p_type == PT_PHDR)
			move_table(w, p);
		else
			move_header(w, p);
		lw_record_put(&lw_rec_phdr, bytes + i * size, w->is64, w->big, p);
	}
	if (u != NULL)
		w->ehdr.e_phoff = u->to_off;
	w->ehdr.e_phnum = w->phdrs.n;
	return patch(w, w->ehdr.e_phoff, bytes, n, "program headers", err);
}

static bool emit_file_header(struct lw_elf_work *w, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_ehdr, w->is64);
	uint8_t *bytes = lw_alloc(w->e->a, 1, (size_t)size, err);
	if (bytes == NULL)
		return false;
	lw_record_put(&lw_rec_ehdr, bytes, w->is64, w->big, &w->ehdr);
	memcpy(bytes, w->ident, sizeof w->ident);
	return patch(w, 0, bytes, size, "file header", err);
}

/* Two parts of one place are the file's fault, and only those are told so. */
static bool lay_patches(struct lw_elf_work *w, struct lw_error *err) {
	const uint64_t size = w->e->src->size;
	if (lw_patches_lay(w->e, &w->patches, size < w->keep_end ? size : w->keep_end, err))
		return true;
	const struct lw_error met = *err;
	if (met.code != LW_E_INTERNAL)
		return false;
	lw_error_clear(err);
	return lw_fail_at(err, LW_E_MALFORMED, met.off, "two parts of the file that would change lie over each other");
}

bool lw_elf_emit(struct lw_elf_work *w, struct lw_error *err) {
	LW_TRY(build_interp(w, err) && emit_strings(w, err));
	LW_TRY(lw_elf_symbols_build(w, err));
	LW_TRY(lw_elf_asked_build(w, err) && lw_elf_versym_build(w, err));
	/* The dynamic section says where all else is. */
	LW_TRY(!(w->new_tags || lw_elf_any_moves(w)) || lw_elf_tags_build(w, err));
	LW_TRY(emit_units(w, err) && lw_elf_phdrs_blank(w, err) && emit_headers(w, err) &&
	       lw_elf_emit_sections(w, err) && emit_file_header(w, err));
	return lay_patches(w, err);
}
