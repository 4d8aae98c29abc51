/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which objects of a scope can have a name: for each part of all hashes, a bit for each object. Most names are defined
 * by one object of many, and without this each one before it would be asked.
 */
#include <elf.h>

#include "base/fail.h"
#include "base/soon.h"
#include "bind/bind.h"

#define MOST_WORDS ((uint64_t)1 << 22)

/* As far as any loader goes: a name that is only asked for answers nobody, but for an undefined symbol with an address
 * (a function's entry in the program's PLT) and what glibc makes of thread-local ones. */
static bool can_answer(const struct lw_elf_entry *e) {
	return e->shndx != SHN_UNDEF || e->has_value || e->type == STT_TLS;
}

static uint32_t slots_for(const struct binder *b) {
	uint64_t n = 0;
	uint32_t slots = 64;
	for (uint32_t i = 0; i < b->n_scope; i++)
		n += b->scope[i].elf->n;
	while (slots < n / 2 && 2 * (uint64_t)slots * b->n_words <= MOST_WORDS)
		slots *= 2;
	return slots;
}

bool lw_bind_note_having(struct binder *b, struct lw_error *err) {
	b->n_words = b->n_scope / 64 + 1;
	b->n_slots = slots_for(b);
	b->having = lw_alloc(b->a, b->n_slots, b->n_words * sizeof *b->having, err);
	if (b->having == NULL)
		return false;
	for (uint32_t i = 0; i < b->n_scope; i++)
		for (uint32_t k = 0; k < b->scope[i].elf->n; k++) {
			const struct lw_elf_entry *e = &b->scope[i].elf->at[k];
			if (can_answer(e))
				b->having[(size_t)(e->hash & (b->n_slots - 1)) * b->n_words + i / 64] |= (uint64_t)1
					<< i % 64;
		}
	return true;
}

static const uint64_t *set_of(const struct binder *b, uint32_t hash) {
	return b->having + (size_t)(hash & (b->n_slots - 1)) * b->n_words;
}

void lw_bind_having_soon(const struct binder *b, uint32_t hash) {
	lw_soon(set_of(b, hash));
}

uint32_t lw_bind_next_having(const struct binder *b, uint32_t hash, uint32_t from) {
	const uint64_t *set = set_of(b, hash);
	if (from >= b->n_scope)
		return b->n_scope;
	uint64_t rest = set[from / 64] >> from % 64;
	if (rest != 0)
		return from + (uint32_t)__builtin_ctzll(rest);
	for (uint32_t w = from / 64 + 1; w < b->n_words; w++)
		if (set[w] != 0)
			return w * 64 + (uint32_t)__builtin_ctzll(set[w]);
	return b->n_scope;
}
