/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What has to happen before the program starts and when it ends, as rows for the stub: the program's copies of
 * variables, protections, constructors; destructors. A program runs its own constructors as it always did. Sources:
 * glibc elf/dl-init.c, elf/dl-fini.c, elf/dl-reloc.c (_dl_protect_relro); gABI chapter 5, "Initialization and
 * Termination Functions".
 */
#include <stdlib.h>
#include <sys/mman.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

bool lw_fuse_op(struct lw_fusing *f, struct lw_fuse_ops *list, struct lw_fuse_op op, struct lw_error *err) {
	struct lw_fuse_op *slot = lw_vec_add(f->a, list, err);
	if (slot != NULL)
		*slot = op;
	return slot != NULL;
}

/*
 * Pages that are read-only once they are relocated: of the smallest size that the machine may have. Linkers end them
 * where the next of those begins, and not of the largest ones, which the file is made for as well (binutils
 * COMMONPAGESIZE and MAXPAGESIZE; lld --common-page-size). The stub leaves out what larger pages have of others, as the
 * loader does.
 */
static bool relro_of(const struct lw_fusing *f, const struct lw_fuse_part *p, uint64_t *from, uint64_t *len) {
	const uint64_t page = f->machine->least_page;
	for (uint32_t i = 0; i < p->elf->n_phdrs; i++) {
		const struct lw_phdr *h = &p->elf->phdrs[i];
		if (h->p_type != PT_GNU_RELRO || h->p_memsz == 0)
			continue;
		const uint64_t start = (h->p_vaddr + p->delta) & ~(page - 1),
			       end = (h->p_vaddr + p->delta + h->p_memsz) & ~(page - 1);
		*from = start;
		*len = end > start ? end - start : 0;
		return *len != 0;
	}
	return false;
}

static bool protect(struct lw_fusing *f, uint64_t from, uint64_t len, uint64_t how, struct lw_error *err) {
	const uint64_t inside = f->machine->least_page < f->machine->page ? LW_FUSE_INSIDE : 0;
	return lw_fuse_op(f, &f->start, (struct lw_fuse_op){LW_FUSE_PROTECT, from, len, how | inside}, err);
}

/* The loader has protected the program's own part by then, and some copies lie in it. */
static bool copies(struct lw_fusing *f, struct lw_error *err) {
	uint64_t from = 0, len = 0;
	bool inside = false;
	const bool has = relro_of(f, &f->parts.at[0], &from, &len);
	for (uint32_t i = 0; has && i < f->copies.n; i++)
		inside |= f->copies.at[i].a < from + len &&
			f->copies.at[i].a + f->copies.at[i].b > (from & ~(f->page - 1));
	if (inside)
		LW_TRY(protect(f, from, len, PROT_READ | PROT_WRITE, err));
	for (uint32_t i = 0; i < f->copies.n; i++)
		LW_TRY(lw_fuse_op(f, &f->start, f->copies.at[i], err));
	return !inside || protect(f, from, len, PROT_READ, err);
}

/* The names stay writable: the loader adds to them. */
static bool protections(struct lw_fusing *f, struct lw_error *err) {
	const uint64_t begin = f->segments[LW_FUSE_RW].addr, names = f->blocks[LW_FUSE_B_ALIASES].addr,
		       end = f->names.n != 0 ? names : begin + f->segments[LW_FUSE_RW].size;
	uint64_t from, len;
	for (uint32_t i = 1; i < f->parts.n; i++)
		if (relro_of(f, &f->parts.at[i], &from, &len))
			LW_TRY(protect(f, from, len, PROT_READ, err));
	/* It begins with a page of any size, and so do the names; nothing else is behind it. */
	return protect(f, begin, lw_round_up(end - begin, f->machine->least_page), PROT_READ, err);
}

/* Where the loader puts the address of its list. */
static uint64_t debug_at(const struct lw_fusing *f) {
	for (uint32_t i = 0; i < f->dyns.n; i++)
		if (f->dyns.at[i].d_tag == DT_DEBUG)
			return f->blocks[LW_FUSE_B_DYNAMIC].addr + i * lw_record_size(&lw_rec_dyn, f->is64) +
				(f->is64 ? 8 : 4);
	return 0;
}

static bool aliases(struct lw_fusing *f, struct lw_error *err) {
	return f->names.n == 0 ||
		lw_fuse_op(f, &f->start,
			   (struct lw_fuse_op){LW_FUSE_ALIAS, f->blocks[LW_FUSE_B_ALIASES].addr, debug_at(f), 0}, err);
}

static bool call(struct lw_fusing *f, struct lw_fuse_ops *list, const struct lw_fuse_part *p, uint64_t tag,
		 struct lw_error *err) {
	const uint64_t function = lw_elf_dyn_value(p->elf, tag);
	return function == 0 || lw_fuse_op(f, list, (struct lw_fuse_op){LW_FUSE_CALL, function + p->delta, 0, 0}, err);
}

static bool call_slot(struct lw_fusing *f, struct lw_fuse_ops *list, const struct lw_fuse_part *p, uint64_t slot,
		      struct lw_error *err) {
	return lw_fuse_op(f, list, (struct lw_fuse_op){LW_FUSE_CALL_SLOT, slot + p->delta, 0, 0}, err);
}

static bool check_array(const struct lw_fusing *f, const struct lw_fuse_part *p, uint64_t at, uint64_t size,
			struct lw_error *err) {
	struct lw_elf_place where;
	if (size == 0 || (lw_elf_map(&p->r, at, &where) && size <= where.len && size % (f->is64 ? 8 : 4) == 0))
		return true;
	return lw_fuse_refuse(p, LW_FUSE_RULE_TABLE, err,
			      "has a table of constructors or destructors that is not in the file");
}

static bool begin_part(struct lw_fusing *f, const struct lw_fuse_part *p, struct lw_error *err) {
	const uint64_t word = f->is64 ? 8 : 4, at = lw_elf_dyn_value(p->elf, DT_INIT_ARRAY),
		       size = lw_elf_dyn_value(p->elf, DT_INIT_ARRAYSZ);
	LW_TRY(check_array(f, p, at, size, err) && call(f, &f->start, p, DT_INIT, err));
	for (uint64_t i = 0; i < size; i += word)
		LW_TRY(call_slot(f, &f->start, p, at + i, err));
	return true;
}

static bool end_part(struct lw_fusing *f, const struct lw_fuse_part *p, struct lw_error *err) {
	const uint64_t word = f->is64 ? 8 : 4, at = lw_elf_dyn_value(p->elf, DT_FINI_ARRAY),
		       size = lw_elf_dyn_value(p->elf, DT_FINI_ARRAYSZ);
	LW_TRY(check_array(f, p, at, size, err));
	for (uint64_t i = size; i > 0; i -= word)
		LW_TRY(call_slot(f, &f->end, p, at + i - word, err));
	return call(f, &f->end, p, DT_FINI, err);
}

static bool constructors(struct lw_fusing *f, struct lw_error *err) {
	for (uint32_t i = 0; i < f->n_begin; i++) {
		const uint32_t part = f->part_of[f->begin_order[i]];
		if (part > 1 || (part == 1 && !f->is_program))
			LW_TRY(begin_part(f, &f->parts.at[part - 1], err));
	}
	return true;
}

static bool destructors(struct lw_fusing *f, struct lw_error *err) {
	for (uint32_t i = 0; i < f->n_end; i++)
		if (f->part_of[f->end_order[i]] != 0)
			LW_TRY(end_part(f, &f->parts.at[f->part_of[f->end_order[i]] - 1], err));
	return true;
}

static int by_address(const void *x, const void *y) {
	const struct lw_fuse_op *a = x, *b = y;
	return (a->a > b->a) - (a->a < b->a);
}

/* Neighbours that get the same protection get it in one call. */
static void join(struct lw_fuse_op *at, uint32_t *n) {
	uint32_t kept = 0;
	if (*n != 0)
		qsort(at, *n, sizeof *at, by_address);
	for (uint32_t i = 0; i < *n; i++) {
		struct lw_fuse_op *last = kept == 0 ? NULL : &at[kept - 1];
		if (last != NULL && last->a + last->b == at[i].a && last->c == at[i].c)
			last->b += at[i].b;
		else
			at[kept++] = at[i];
	}
	*n = kept;
}

static bool protect_all(struct lw_fusing *f, struct lw_error *err) {
	const uint32_t begin = f->start.n;
	for (uint32_t i = 0; i < f->maps.n; i++)
		LW_TRY(lw_fuse_op(f, &f->start, f->maps.at[i], err));
	LW_TRY(protections(f, err));
	uint32_t n = f->start.n - begin;
	join(f->start.at + begin, &n);
	f->start.n = begin + n;
	return true;
}

bool lw_fuse_life(struct lw_fusing *f, struct lw_error *err) {
	static const struct lw_fuse_op end = {LW_FUSE_END, 0, 0, 0};
	f->start.n = f->end.n = 0;
	return aliases(f, err) && copies(f, err) && protect_all(f, err) && constructors(f, err) &&
		lw_fuse_op(f, &f->start, end, err) && destructors(f, err) && lw_fuse_op(f, &f->end, end, err);
}
