/* SPDX-License-Identifier: Apache-2.0 */
/* The dynamic section as a list of entries, and back (gABI chapter 5, "Dynamic Section"). */
#include <string.h>

#include "base/fail.h"
#include "edit/elf_work.h"
#include "names/elf_numbers.h"

/* No linker makes so many; entries are taken out and put in one by one. */
#define MOST_TAGS 8192

bool lw_elf_tag_is_text(uint64_t tag) {
	switch (tag) {
	case DT_NEEDED:
	case DT_SONAME:
	case DT_RPATH:
	case DT_RUNPATH:
	case DT_AUXILIARY:
	case DT_FILTER:
	case DT_CONFIG:
	case DT_AUDIT:
	case DT_DEPAUDIT:
		return true;
	default:
		return false;
	}
}

static bool read_text(struct lw_elf_work *w, struct lw_elf_tag *t, uint64_t off, struct lw_error *err) {
	return lw_elf_name(&w->r, (struct lw_elf_ref){"a dynamic entry", off, t->val}, &t->text, err);
}

bool lw_elf_tags_read(struct lw_elf_work *w, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_dyn, w->is64);
	const struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNAMIC);
	if (w->elf->n_dyns > MOST_TAGS)
		return lw_fail_at(err, LW_E_LIMIT, w->elf->dynamic_off,
				  "the dynamic section has %lu entries, and up to %d can be edited",
				  (unsigned long)w->elf->n_dyns, MOST_TAGS);
	LW_TRY(lw_elf_strings_open(&w->r, err));
	for (uint32_t i = 0; i < w->elf->n_dyns; i++) {
		struct lw_elf_tag *t = lw_vec_add(w->e->a, &w->tags, err);
		if (t == NULL)
			return false;
		*t = (struct lw_elf_tag){.tag = w->elf->dyns[i].d_tag,
					 .val = w->elf->dyns[i].d_val,
					 .at = u == NULL ? 0 : u->addr + i * size};
		if (lw_elf_tag_is_text(t->tag))
			LW_TRY(read_text(w, t, w->elf->dynamic_off + i * size, err));
	}
	return true;
}

struct lw_elf_tag *lw_elf_tag(struct lw_elf_work *w, uint64_t tag) {
	for (uint32_t i = w->tags.n; i-- > 0;)
		if (w->tags.at[i].tag == tag)
			return &w->tags.at[i];
	return NULL;
}

bool lw_elf_tag_insert(struct lw_elf_work *w, uint32_t at, struct lw_elf_tag tag, struct lw_error *err) {
	if (lw_elf_unit(w, LW_UNIT_DYNAMIC) == NULL)
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "has no dynamic section: it is a static program, and no loader looks for "
			       "libraries for it");
	if (lw_vec_add(w->e->a, &w->tags, err) == NULL)
		return false;
	memmove(&w->tags.at[at + 1], &w->tags.at[at], (w->tags.n - 1 - at) * sizeof w->tags.at[0]);
	w->tags.at[at] = tag;
	w->new_tags = true;
	return true;
}

/* What the entry named is named by it no more. */
static bool drop(struct lw_elf_work *w, const struct lw_elf_tag *t, struct lw_error *err) {
	if (!lw_elf_tag_is_text(t->tag) || t->fresh)
		return true;
	uint64_t *slot = lw_vec_add(w->e->a, &w->dropped, err);
	if (slot != NULL)
		*slot = t->val;
	return slot != NULL;
}

bool lw_elf_tag_remove(struct lw_elf_work *w, uint32_t at, struct lw_error *err) {
	LW_TRY(drop(w, &w->tags.at[at], err));
	memmove(&w->tags.at[at], &w->tags.at[at + 1], (w->tags.n - 1 - at) * sizeof w->tags.at[0]);
	w->tags.n--;
	w->new_tags = true;
	return true;
}

bool lw_elf_tag_text(struct lw_elf_work *w, struct lw_elf_tag *t, const char *text, struct lw_error *err) {
	if (t->text != NULL && strcmp(t->text, text) == 0)
		return true;
	LW_TRY(drop(w, t, err));
	t->text = text;
	t->fresh = w->new_tags = true;
	return true;
}

/* Behind the needed libraries, where linkers put names. */
static uint32_t place_for(const struct lw_elf_work *w) {
	uint32_t at = 0;
	for (uint32_t i = 0; i < w->tags.n; i++)
		if (w->tags.at[i].tag == DT_NEEDED)
			at = i + 1;
	return at;
}

bool lw_elf_tag_set_text(struct lw_elf_work *w, uint64_t tag, const char *text, struct lw_error *err) {
	struct lw_elf_tag *t = lw_elf_tag(w, tag);
	if (t != NULL)
		return lw_elf_tag_text(w, t, text, err);
	return lw_elf_tag_insert(w, place_for(w), (struct lw_elf_tag){.tag = tag, .text = text, .fresh = true}, err);
}

bool lw_elf_tag_set(struct lw_elf_work *w, uint64_t tag, uint64_t val, struct lw_error *err) {
	struct lw_elf_tag *t = lw_elf_tag(w, tag);
	if (t == NULL)
		return lw_elf_tag_insert(w, w->tags.n, (struct lw_elf_tag){.tag = tag, .val = val}, err);
	w->new_tags |= t->val != val;
	t->val = val;
	return true;
}

uint64_t lw_elf_tags_size(const struct lw_elf_work *w) {
	return (w->tags.n + 1) * lw_record_size(&lw_rec_dyn, w->is64);
}

/* DT_MIPS_RLD_MAP_REL counts from the entry itself (glibc sysdeps/mips/dl-debug.h). */
static uint64_t value_of(struct lw_elf_work *w, const struct lw_elf_tag *t, uint64_t at) {
	const struct lw_elf_unit *u = lw_elf_unit_of_tag(w, t->tag), *str = lw_elf_unit(w, LW_UNIT_DYNSTR);
	if (t->fresh)
		return lw_elf_strings_offset(w, t->text);
	if (u != NULL && u->moves)
		return u->to_addr;
	if (t->tag == DT_STRSZ && str != NULL)
		return str->to_size;
	if (w->img->machine == EM_MIPS && t->tag == DT_MIPS_RLD_MAP_REL && t->at != 0)
		return t->val + t->at - at;
	return t->val;
}

bool lw_elf_tags_build(struct lw_elf_work *w, struct lw_error *err) {
	struct lw_elf_unit *u = lw_elf_unit(w, LW_UNIT_DYNAMIC);
	const uint64_t size = lw_record_size(&lw_rec_dyn, w->is64);
	if (u == NULL)
		return true;
	uint8_t *bytes = lw_alloc(w->e->a, (size_t)u->to_size, 1, err);
	if (bytes == NULL)
		return false;
	for (uint32_t i = 0; i < w->tags.n; i++) {
		const struct lw_dyn d = {w->tags.at[i].tag, value_of(w, &w->tags.at[i], u->to_addr + i * size)};
		lw_record_put(&lw_rec_dyn, bytes + i * size, w->is64, w->big, &d);
	}
	u->bytes = (struct lw_span){bytes, u->to_size};
	return true;
}
