/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dlsym(RTLD_NEXT, name) looks behind the file that calls it. What went in lies in that file now, so it would not be
 * found any more. Such a call has the constant -1 as its first argument a few instructions before it, and the name is a
 * string of the file: code that asks for a name that a part behind it has is refused.
 */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

#define REACH 64u         /* bytes of code between the argument and the call */
#define WINDOW (1u << 20) /* bytes of code that are looked at together */
#define LONGEST_NAME 200u

struct looking {
	struct lw_fusing *f;
	struct lw_fuse_part *p;
	uint64_t slots[8]; /* where the part has the address of dlsym */
	unsigned n_slots;
	struct lw_map later; /* names that parts behind it define */
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

/* mov rdi, -1; or rdi, -1 */
static bool has_call(struct looking *k, struct lw_span s, uint64_t addr) {
	static const struct {
		const char *bytes;
		size_t n;
	} forms[] = {{"\x48\xc7\xc7\xff\xff\xff\xff", 7}, {"\x48\x83\xcf\xff", 4}};
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		for (uint64_t at = 0; lw_span_find(s, at, forms[i].bytes, forms[i].n, &at); at++)
			if (calls(k, s, at, addr))
				return true;
	return false;
}

static bool look_into(struct looking *k, const struct lw_phdr *h, bool *found, struct lw_error *err) {
	for (uint64_t at = 0; at < h->p_filesz && !*found; at += WINDOW) {
		const uint64_t rest = h->p_filesz - at, n = rest < WINDOW + REACH ? rest : WINDOW + REACH;
		const struct lw_arena_mark mark = lw_arena_mark(k->f->a);
		struct lw_span s;
		LW_TRY(lw_source_view(&k->p->disk, h->p_offset + at, n, k->f->a, &s, err));
		*found = has_call(k, s, h->p_vaddr + at);
		lw_arena_rewind(k->f->a, mark);
	}
	return true;
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

/* A string of what is only read that is such a name. */
static bool look_for_names(struct looking *k, const struct lw_phdr *h, struct lw_error *err) {
	struct lw_span s;
	LW_TRY(lw_source_view(&k->p->disk, h->p_offset, h->p_filesz, k->f->a, &s, err));
	for (uint64_t at = 0, n; at < s.len; at += n + 1) {
		const uint8_t *end = memchr(s.ptr + at, 0, (size_t)(s.len - at));
		n = end == NULL ? s.len - at : (uint64_t)(end - (s.ptr + at));
		const struct lw_fuse_part *q =
			n == 0 || n > LONGEST_NAME ? NULL : lw_map_get(&k->later, s.ptr + at, (size_t)n);
		if (q != NULL)
			return lw_fuse_refuse(k->p, LW_FUSE_RULE_NEXT, err,
					      "calls dlsym(RTLD_NEXT, …) and names \"%.*s\", which %s has", (int)n,
					      (const char *)s.ptr + at, q->o->path);
	}
	return true;
}

/* Its own symbol names are strings too, and lie in a segment that is only read: what is no name of its own counts. */
static bool is_code(const struct lw_phdr *h) {
	return (h->p_flags & PF_X) != 0;
}

static bool names(struct looking *k, uint32_t part, struct lw_error *err) {
	LW_TRY(gather(k, part + 1, err));
	for (uint32_t i = 0; i < k->p->space.sections.n; i++) {
		const struct lw_shdr *s = &k->p->space.sections.at[i].raw;
		const struct lw_phdr h = {.p_offset = s->sh_offset, .p_filesz = s->sh_size};
		if (s->sh_type == SHT_PROGBITS && (s->sh_flags & (SHF_ALLOC | SHF_EXECINSTR)) == SHF_ALLOC &&
		    lw_range_fits(s->sh_offset, s->sh_size, k->p->src.size))
			LW_TRY(look_for_names(k, &h, err));
	}
	return true;
}

bool lw_fuse_next(struct lw_fusing *f, struct lw_error *err) {
	for (uint32_t i = 0; i + 1 < f->parts.n && f->machine->machine == EM_X86_64; i++) {
		struct looking k = {.f = f, .p = &f->parts.at[i]};
		bool found = false;
		find_slots(&k);
		for (uint32_t n = 0; k.n_slots != 0 && n < k.p->segments.n && !found; n++)
			if (is_code(&k.p->segments.at[n].p))
				LW_TRY(look_into(&k, &k.p->segments.at[n].p, &found, err));
		LW_TRY(!found || names(&k, i, err));
	}
	return true;
}
