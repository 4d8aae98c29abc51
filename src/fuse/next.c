/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dlsym(RTLD_NEXT, name) looks behind the file that calls it. What went in lies in that file now, so it would not be
 * found any more. Such a call has the constant -1 as its first argument a few instructions before it, and mostly a
 * string of the file as its second. Code that asks for a name that a part behind it has is refused.
 */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "fuse/next_code.h"
#include "names/elf_numbers.h"

#define REACH 64u         /* bytes of code between the argument and the call */
#define WINDOW (1u << 20) /* bytes of code that are looked at together */
#define LONGEST_NAME 200u
#define MOST_CALLS 1000u

struct looking {
	struct lw_fusing *f;
	struct lw_fuse_part *p;
	const struct lw_fuse_next_code *code;
	struct lw_fuse_next_look look;
	LW_VEC(const char *) names; /* that it asks for the next of */
	bool any;                   /* it asks for one that is not told */
	struct lw_map later;        /* names that parts behind it define */
};

static void find_slots(struct looking *k) {
	struct lw_fuse_next_look *l = &k->look;
	l->r = &k->p->r;
	for (uint32_t i = 0; i < k->p->rels.n && l->n_slots < sizeof l->slots / sizeof l->slots[0]; i++) {
		const struct lw_fuse_rel *r = &k->p->rels.at[i];
		if (r->symbol == 0)
			continue;
		const char *name = lw_fuse_symbol(k->p, r->symbol)->name;
		if (strcmp(name, "dlsym") == 0 || strcmp(name, "dlvsym") == 0)
			l->slots[l->n_slots++] = r->place;
	}
}

bool lw_fuse_next_slot(const struct lw_fuse_next_look *k, uint64_t addr) {
	for (unsigned i = 0; i < k->n_slots; i++)
		if (k->slots[i] == addr)
			return true;
	return false;
}

/* The string that is the second argument near the call; NULL: none. */
static const char *name_near(struct looking *k, struct lw_span s, uint64_t at, uint64_t addr) {
	const uint64_t from = at < REACH ? 0 : at - REACH;
	for (uint64_t i = from; i < at + REACH && i < s.len; i += k->code->step) {
		struct lw_elf_place place;
		struct lw_span text;
		struct lw_error none = {0};
		uint64_t to;
		if (!k->code->second(s, i, addr, &to) || !lw_elf_map(&k->p->r, to, &place))
			continue;
		const uint64_t n = place.len < LONGEST_NAME ? place.len : LONGEST_NAME;
		if (!lw_source_view(&k->p->disk, place.off, n, k->f->a, &text, &none))
			return NULL;
		return lw_span_cstr(text, 0);
	}
	return NULL;
}

/* Is dlsym called in the few bytes behind at? */
static bool calls(struct looking *k, struct lw_span s, uint64_t at, uint64_t addr) {
	for (uint64_t i = at; i < at + REACH && i < s.len; i += k->code->step)
		if (k->code->calls(&k->look, s, i, addr))
			return true;
	return false;
}

/* Notes the name that a call is for, or that it is not told. */
static bool note(struct looking *k, struct lw_span s, uint64_t at, uint64_t addr, struct lw_error *err) {
	const char *name = name_near(k, s, at, addr);
	if (name == NULL || name[0] == '\0') {
		k->any = true;
		return true;
	}
	const char **slot = lw_vec_add(k->f->a, &k->names, err);
	if (slot != NULL)
		*slot = name;
	return slot != NULL;
}

static bool find_calls(struct looking *k, struct lw_span s, uint64_t addr, struct lw_error *err) {
	const struct lw_fuse_next_code *c = k->code;
	for (size_t i = 0; i < sizeof c->first / sizeof c->first[0] && c->first[i].n != 0; i++)
		for (uint64_t at = 0; lw_span_find(s, at, c->first[i].bytes, c->first[i].n, &at); at++)
			if ((addr + at) % c->step == 0 && k->names.n < MOST_CALLS && calls(k, s, at, addr))
				LW_TRY(note(k, s, at, addr, err));
	return true;
}

static bool look_into(struct looking *k, const struct lw_phdr *h, struct lw_error *err) {
	struct lw_arena scratch = {0};
	bool ok = true;
	for (uint64_t at = 0; at < h->p_filesz && ok; at += WINDOW) {
		const uint64_t rest = h->p_filesz - at, n = rest < WINDOW + REACH ? rest : WINDOW + REACH;
		struct lw_span s;
		ok = lw_source_view(&k->p->disk, h->p_offset + at, n, &scratch, &s, err) &&
			find_calls(k, s, h->p_vaddr + at, err);
		lw_arena_reset(&scratch);
	}
	lw_arena_free(&scratch);
	return ok;
}

static bool gather(struct looking *k, uint32_t from, struct lw_error *err) {
	for (uint32_t i = from; i < k->f->parts.n; i++) {
		struct lw_fuse_part *q = &k->f->parts.at[i];
		for (size_t n = 0; n < q->n_symbols; n++) {
			const struct lw_symbol *y = &q->symbols[n];
			if (y->raw.st_shndx != 0 && y->raw.st_info >> 4 != STB_LOCAL && y->name[0] != '\0' &&
			    lw_map_get(&k->later, y->name, strlen(y->name)) == NULL)
				LW_TRY(lw_map_put(&k->later, k->f->a, y->name, strlen(y->name), q, err));
		}
	}
	return true;
}

static bool check(struct looking *k, const char *name, struct lw_error *err) {
	const struct lw_fuse_part *q = lw_map_get(&k->later, name, strlen(name));
	return q == NULL ||
		lw_fuse_refuse(k->p, LW_FUSE_RULE_NEXT, err, "calls dlsym(RTLD_NEXT, \"%.100s\"), which %s has", name,
			       q->o->path);
}

/* Where a name is not told it is one that the file has itself: who asks for the next one stands before it. */
static bool check_names(struct looking *k, uint32_t part, struct lw_error *err) {
	LW_TRY(gather(k, part + 1, err));
	for (uint32_t i = 0; i < k->names.n; i++)
		LW_TRY(check(k, k->names.at[i], err));
	for (size_t i = 0; k->any && i < k->p->n_symbols; i++) {
		const struct lw_symbol *y = &k->p->symbols[i];
		if (y->raw.st_shndx != 0 && y->raw.st_info >> 4 != STB_LOCAL && (y->raw.st_info & 15) == STT_FUNC)
			LW_TRY(check(k, y->name, err));
	}
	return true;
}

bool lw_fuse_next(struct lw_fusing *f, struct lw_error *err) {
	for (uint32_t i = 0; i + 1 < f->parts.n; i++) {
		struct looking k = {.f = f, .p = &f->parts.at[i], .code = f->machine->next};
		find_slots(&k);
		for (uint32_t n = 0; k.look.n_slots != 0 && n < k.p->segments.n; n++)
			if ((k.p->segments.at[n].p.p_flags & PF_X) != 0)
				LW_TRY(look_into(&k, &k.p->segments.at[n].p, err));
		LW_TRY((k.names.n == 0 && !k.any) || check_names(&k, i, err));
	}
	return true;
}
