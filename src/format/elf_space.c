/* SPDX-License-Identifier: Apache-2.0 */
/* The loaded parts of an ELF file, and what lies at which address. */
#include "format/elf_space.h"

#include <string.h>

#include "base/fail.h"
#include "names/elf_numbers.h"

/* Static programs of more than that are not looked into. */
#define MOST_BYTES ((uint64_t)512 << 20)
#define MOST_ADDRESSES 4096u

static bool add_part(struct lw_elf_space *sp, const struct lw_phdr *p, uint64_t *left, struct lw_error *err) {
	if (p->p_type != PT_LOAD || p->p_offset >= sp->src->size || p->p_filesz == 0)
		return true;
	const uint64_t rest = sp->src->size - p->p_offset, n = p->p_filesz < rest ? p->p_filesz : rest;
	if (n > *left) {
		sp->whole = false;
		return true;
	}
	*left -= n;
	struct lw_elf_part *part = lw_vec_add(sp->a, &sp->parts, err);
	if (part == NULL)
		return false;
	part->addr = p->p_vaddr;
	part->code = (p->p_flags & PF_X) != 0;
	return lw_source_view(sp->src, p->p_offset, n, sp->a, &part->bytes, err);
}

bool lw_elf_space_load(struct lw_elf_space *sp, const struct lw_source *src, const struct lw_image *img,
		       struct lw_arena *a, struct lw_error *err) {
	/* Parts overlap by a page at most, so that a small file has no large space. */
	uint64_t left = src->size < MOST_BYTES / 2 ? 2 * src->size : MOST_BYTES;
	*sp = (struct lw_elf_space){.img = img, .src = src, .a = a, .whole = true};
	for (uint32_t i = 0; i < img->elf->n_phdrs && sp->whole; i++)
		LW_TRY(add_part(sp, &img->elf->phdrs[i], &left, err));
	if (!sp->whole)
		sp->parts.n = 0;
	return lw_elf_read_sections(sp, err) && lw_elf_read_symtab(sp, err) && lw_elf_read_frames(sp, err);
}

bool lw_elf_has_text(const struct lw_elf_space *sp, const char *text, size_t n) {
	uint64_t at;
	for (uint32_t i = 0; i < sp->parts.n; i++)
		if (lw_span_find(sp->parts.at[i].bytes, 0, text, n, &at))
			return true;
	return false;
}

static bool stands_alone(struct lw_span s, uint64_t at) {
	bool ok = at != 0;
	return at == 0 || (lw_span_uint(s, at - 1, 1, false, &ok) == 0 && ok);
}

bool lw_elf_text_addrs(const struct lw_elf_space *sp, const char *text, bool alone, struct lw_elf_addrs *out,
		       struct lw_error *err) {
	for (uint32_t i = 0; i < sp->parts.n; i++) {
		const struct lw_elf_part *p = &sp->parts.at[i];
		uint64_t at;
		for (uint64_t from = 0; lw_span_find(p->bytes, from, text, strlen(text) + 1, &at); from = at + 1) {
			if (alone && !stands_alone(p->bytes, at))
				continue;
			uint64_t *addr = out->n < MOST_ADDRESSES ? lw_vec_add(sp->a, out, err) : NULL;
			if (addr == NULL)
				return out->n >= MOST_ADDRESSES;
			*addr = p->addr + at;
		}
	}
	return true;
}

const struct lw_elf_section *lw_elf_section(const struct lw_elf_space *sp, const char *name) {
	for (uint32_t i = 0; i < sp->sections.n; i++)
		if (strcmp(sp->sections.at[i].name, name) == 0)
			return &sp->sections.at[i];
	return NULL;
}

const struct lw_elf_function *lw_elf_symbol(const struct lw_elf_space *sp, const char *name) {
	for (uint32_t i = 0; i < sp->symbols.n; i++)
		if (strcmp(sp->symbols.at[i].name, name) == 0)
			return &sp->symbols.at[i];
	return NULL;
}

/* The last of a sorted list that starts at or before the address, or NULL. */
static const struct lw_elf_function *last_before(const struct lw_elf_function *list, uint32_t n, uint64_t addr) {
	uint32_t low = 0, high = n;
	while (low < high) {
		const uint32_t middle = low + (high - low) / 2;
		if (list[middle].start <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NULL : &list[low - 1];
}

const struct lw_elf_function *lw_elf_function_at(const struct lw_elf_space *sp, uint64_t addr) {
	const struct lw_elf_function *f = last_before(sp->functions.at, sp->functions.n, addr);
	return f != NULL && addr < f->end ? f : NULL;
}

const char *lw_elf_symbol_at(const struct lw_elf_space *sp, uint64_t addr) {
	const struct lw_elf_function *f = last_before(sp->symbols.at, sp->symbols.n, addr);
	return f == NULL ? NULL : f->name;
}
