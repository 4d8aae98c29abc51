/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dlsym(RTLD_NEXT, name) looks behind the file that calls it. What went in lies in that file now, so it would not be
 * found any more. Such a call has the constant -1 as its first argument a few instructions before it, and mostly a
 * string of the file as its second. Code that asks for a name that a part behind it has is refused.
 */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

#define REACH 64u         /* bytes of code between the argument and the call */
#define WINDOW (1u << 20) /* bytes of code that are looked at together */
#define LONGEST_NAME 200u
#define MOST_CALLS 1000u

struct looking {
	struct lw_fusing *f;
	struct lw_fuse_part *p;
	uint64_t slots[8]; /* where the part has the address of dlsym */
	unsigned n_slots;
	LW_VEC(const char *) names; /* that it asks for the next of */
	bool any;                   /* it asks for one that is not told */
	struct lw_map later;        /* names that parts behind it define */
};

static void find_slots(struct looking *k) {
	for (uint32_t i = 0; i < k->p->rels.n && k->n_slots < 8; i++) {
		const struct lw_fuse_rel *r = &k->p->rels.at[i];
		if (r->symbol == 0)
			continue;
		const char *name = lw_fuse_symbol(k->p, r->symbol)->name;
		if (strcmp(name, "dlsym") == 0 || strcmp(name, "dlvsym") == 0)
			k->slots[k->n_slots++] = r->place;
	}
}

static bool is_slot(const struct looking *k, uint64_t addr) {
	for (unsigned i = 0; i < k->n_slots; i++)
		if (k->slots[i] == addr)
			return true;
	return false;
}

static uint64_t distance(struct lw_span s, uint64_t at) {
	bool ok = true;
	return (uint64_t)(int64_t)(int32_t)(uint32_t)lw_span_uint(s, at, 4, false, &ok);
}

/* Does an entry of the PLT at this address jump through such a slot? [endbr64] [bnd] jmp [rip + n] */
static bool is_stub(struct looking *k, uint64_t addr) {
	static const uint8_t endbr[] = {0xf3, 0x0f, 0x1e, 0xfa};
	struct lw_elf_place at;
	struct lw_span s;
	struct lw_error none = {0};
	uint64_t i = 0;
	if (!lw_elf_map(&k->p->r, addr, &at) || at.len < 16 || !lw_elf_bytes(&k->p->r, at.off, 16, &s, &none))
		return false;
	if (memcmp(s.ptr, endbr, sizeof endbr) == 0)
		i = sizeof endbr;
	i += s.ptr[i] == 0xf2;
	return s.ptr[i] == 0xff && s.ptr[i + 1] == 0x25 && is_slot(k, addr + i + 6 + distance(s, i + 2));
}

/* The string that lea rsi, [rip + n] takes near the call; NULL: none. */
static const char *name_near(struct looking *k, struct lw_span s, uint64_t at, uint64_t addr) {
	const uint64_t from = at < REACH ? 0 : at - REACH;
	for (uint64_t i = from; i < at + REACH && i + 7 <= s.len; i++) {
		struct lw_elf_place place;
		struct lw_span text;
		struct lw_error none = {0};
		if (s.ptr[i] != 0x48 || s.ptr[i + 1] != 0x8d || s.ptr[i + 2] != 0x35 ||
		    !lw_elf_map(&k->p->r, addr + i + 7 + distance(s, i + 3), &place))
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
	for (uint64_t i = at; i < at + REACH && i + 6 <= s.len; i++) {
		if (s.ptr[i] == 0xe8 && is_stub(k, addr + i + 5 + distance(s, i + 1)))
			return true;
		if (s.ptr[i] == 0xff && s.ptr[i + 1] == 0x15 && is_slot(k, addr + i + 6 + distance(s, i + 2)))
			return true;
	}
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

/* mov rdi, -1; or rdi, -1 */
static bool find_calls(struct looking *k, struct lw_span s, uint64_t addr, struct lw_error *err) {
	static const struct {
		const char *bytes;
		size_t n;
	} forms[] = {{"\x48\xc7\xc7\xff\xff\xff\xff", 7}, {"\x48\x83\xcf\xff", 4}};
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		for (uint64_t at = 0; lw_span_find(s, at, forms[i].bytes, forms[i].n, &at); at++)
			if (k->names.n < MOST_CALLS && calls(k, s, at, addr))
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
	for (uint32_t i = 0; i + 1 < f->parts.n && f->machine->machine == EM_X86_64; i++) {
		struct looking k = {.f = f, .p = &f->parts.at[i]};
		find_slots(&k);
		for (uint32_t n = 0; k.n_slots != 0 && n < k.p->segments.n; n++)
			if ((k.p->segments.at[n].p.p_flags & PF_X) != 0)
				LW_TRY(look_into(&k, &k.p->segments.at[n].p, err));
		LW_TRY((k.names.n == 0 && !k.any) || check_names(&k, i, err));
	}
	return true;
}
