/* SPDX-License-Identifier: Apache-2.0 */
/* No two sections have the same bytes, in the file or in memory. */
#include "edit/elf_sounding.h"

#include <stdlib.h>

#include "base/fail.h"

#define ULL(x) ((unsigned long long)(x))

/* [start, end) of a section, or of a header, which has a name of its own. */
struct range {
	uint64_t start, end;
	uint32_t section;
	const char *name; /* NULL: the section's */
};

struct ranges {
	LW_VEC(struct range) list;
};

static int by_start(const void *x, const void *y) {
	const struct range *a = x, *b = y;
	return a->start != b->start ? (a->start < b->start ? -1 : 1) : (a->end > b->end) - (a->end < b->end);
}

static bool add(struct lw_sounding *s, struct ranges *r, struct range one, struct lw_error *err) {
	if (one.start >= one.end)
		return true;
	struct range *to = lw_vec_add(s->r.a, &r->list, err);
	if (to != NULL)
		*to = one;
	return to != NULL;
}

static const char *name_of(const struct lw_sounding *s, const struct range *r) {
	return r->name != NULL ? r->name : lw_sound_section_name(s, r->section);
}

static bool overlaps(struct lw_sounding *s, struct ranges *r, enum lw_sound what, struct lw_error *err) {
	if (r->list.n == 0)
		return true;
	qsort(r->list.at, r->list.n, sizeof *r->list.at, by_start);
	const struct range *last = &r->list.at[0];
	for (uint32_t i = 1; i < r->list.n; i++) {
		const struct range *x = &r->list.at[i];
		if (x->start < last->end)
			LW_TRY(lw_sound_add(s, what, lw_sound_shdr_off(s, x->name == NULL ? x->section : 0), err,
					    "%.100s (%#llx to %#llx) and %.100s (%#llx to %#llx) overlap in %s",
					    name_of(s, last), ULL(last->start), ULL(last->end), name_of(s, x),
					    ULL(x->start), ULL(x->end),
					    what == LW_SOUND_SECTION_MEMORY ? "memory" : "the file"));
		if (x->end > last->end)
			last = x;
	}
	return true;
}

static bool in_file(struct lw_sounding *s, struct lw_error *err) {
	struct ranges r = {0};
	const struct lw_ehdr *e = &s->r.elf->ehdr;
	const uint64_t phdrs = s->r.elf->n_phdrs * lw_record_size(&lw_rec_phdr, s->r.is64);
	const uint64_t shdrs = s->n_sections * lw_record_size(&lw_rec_shdr, s->r.is64);
	LW_TRY(add(s, &r, (struct range){0, lw_record_size(&lw_rec_ehdr, s->r.is64), 0, "the file header"}, err));
	LW_TRY(add(s, &r, (struct range){e->e_phoff, e->e_phoff + phdrs, 0, "the program headers"}, err));
	LW_TRY(add(s, &r, (struct range){e->e_shoff, e->e_shoff + shdrs, 0, "the section headers"}, err));
	for (uint32_t i = 1; i < s->n_sections; i++) {
		const struct lw_shdr *h = &s->sections[i];
		if (h->sh_type != SHT_NULL && h->sh_type != SHT_NOBITS)
			LW_TRY(add(s, &r, (struct range){h->sh_offset, h->sh_offset + h->sh_size, i, NULL}, err));
	}
	return overlaps(s, &r, LW_SOUND_SECTION_OVERLAP, err);
}

/* Thread-local zeros take no memory of their own. */
static bool in_memory(struct lw_sounding *s, struct lw_error *err) {
	struct ranges r = {0};
	for (uint32_t i = 1; i < s->n_sections; i++) {
		const struct lw_shdr *h = &s->sections[i];
		const bool zeros = h->sh_type == SHT_NOBITS && (h->sh_flags & SHF_TLS) != 0;
		if ((h->sh_flags & SHF_ALLOC) != 0 && !zeros)
			LW_TRY(add(s, &r, (struct range){h->sh_addr, h->sh_addr + h->sh_size, i, NULL}, err));
	}
	return overlaps(s, &r, LW_SOUND_SECTION_MEMORY, err);
}

bool lw_sound_overlaps(struct lw_sounding *s, struct lw_error *err) {
	return in_file(s, err) && (!s->loadable || in_memory(s, err));
}
