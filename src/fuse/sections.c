/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Section headers and symbols of the new file, for strip, objcopy, debuggers and profilers; no loader looks at them.
 * Sections with memory come in the order of their addresses, as binutils take for granted.
 */
#include "fuse/sections.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "names/elf_numbers.h"

#define MOST 60000u /* from 65280 on numbers of sections mean something else */

struct lw_fuse_section *lw_fuse_section_add(struct lw_fuse_sectioning *s, const char *name, const char *suffix,
					    struct lw_shdr raw, struct lw_error *err) {
	struct lw_fuse_section *x = lw_vec_add(s->f->a, &s->list, err);
	if (x == NULL)
		return NULL;
	*x = (struct lw_fuse_section){.raw = raw, .follow = s->list.n, .block = LW_FUSE_N_BLOCKS};
	x->name = suffix[0] == '\0' ? name : lw_strcat2(s->f->a, name, suffix, err);
	return x->name == NULL ? NULL : x;
}

static bool is_tls_zeros(const struct lw_shdr *h) {
	return h->sh_type == SHT_NOBITS && (h->sh_flags & SHF_TLS) != 0;
}

static int by_addr(const void *x, const void *y) {
	const struct lw_fuse_section *a = x, *b = y;
	if (a->raw.sh_addr != b->raw.sh_addr)
		return a->raw.sh_addr < b->raw.sh_addr ? -1 : 1;
	return (a->follow > b->follow) - (a->follow < b->follow);
}

static bool count(struct lw_fuse_sectioning *s) {
	uint64_t n = 0;
	for (uint32_t i = 0; i < s->f->parts.n; i++)
		n += 2 * (uint64_t)s->f->parts.at[i].space.sections.n + s->f->parts.at[i].segments.n;
	return n > MOST;
}

/* The section with the last address that is not above; 0: none. */
static uint32_t before(const struct lw_fuse_sectioning *s, uint64_t addr) {
	uint32_t from = 0, to = s->found.n;
	while (from < to) {
		const uint32_t mid = from + (to - from) / 2;
		if (s->list.at[s->found.at[mid]].raw.sh_addr <= addr)
			from = mid + 1;
		else
			to = mid;
	}
	return from == 0 ? 0 : s->found.at[from - 1];
}

uint32_t lw_fuse_section_at(const struct lw_fuse_sectioning *s, uint64_t addr) {
	const uint32_t i = before(s, addr);
	const struct lw_shdr *h = i == 0 ? NULL : &s->list.at[i].raw;
	return h != NULL && addr - h->sh_addr <= h->sh_size ? i : SHN_ABS;
}

uint32_t lw_fuse_section_of_tls(const struct lw_fuse_sectioning *s, uint64_t off) {
	if (off < s->f->tls_filled || s->tbss == 0)
		return s->tdata != 0 ? s->tdata : SHN_ABS;
	return s->tbss;
}

static bool numbers(struct lw_fuse_sectioning *s, struct lw_error *err) {
	struct lw_fusing *f = s->f;
	s->number = lw_alloc(f->a, f->parts.n, sizeof(uint32_t *), err);
	for (uint32_t i = 0; s->number != NULL && i < f->parts.n; i++) {
		s->number[i] = lw_alloc(f->a, f->parts.at[i].space.sections.n + 1, sizeof(uint32_t), err);
		if (s->number[i] == NULL)
			return false;
	}
	if (s->number == NULL)
		return false;
	qsort(&s->list.at[1], s->list.n - 1, sizeof s->list.at[0], by_addr);
	for (uint32_t i = 1; i < s->list.n; i++) {
		const struct lw_fuse_section *x = &s->list.at[i];
		if (x->part != 0 && x->old != 0)
			s->number[x->part - 1][x->old] = i;
		if (x->block == LW_FUSE_B_TLS)
			s->tdata = i;
		if (is_tls_zeros(&x->raw)) {
			s->tbss = i;
			continue;
		}
		uint32_t *slot = lw_vec_add(f->a, &s->found, err);
		if (slot == NULL)
			return false;
		*slot = i;
	}
	return true;
}

/* The dynamic symbols tell their sections. */
static bool dynamic_symbols(struct lw_fuse_sectioning *s, struct lw_error *err) {
	struct lw_fusing *f = s->f;
	for (uint32_t i = 0; i < f->symbols.n; i++) {
		struct lw_fuse_symbol *y = &f->symbols.at[i];
		if (!y->defined || y->shndx == SHN_ABS)
			continue;
		y->shndx = (uint16_t)((y->info & 15) == STT_TLS ? lw_fuse_section_of_tls(s, y->value)
								: lw_fuse_section_at(s, y->value));
	}
	return lw_fuse_tables_place(&f->tables, err);
}

static bool tail(struct lw_fuse_sectioning *s, struct lw_span bytes, uint64_t align, uint64_t *off,
		 struct lw_error *err) {
	struct lw_fuse_tail *t = lw_vec_add(s->f->a, &s->f->tails, err);
	if (t == NULL)
		return false;
	*off = lw_round_up(s->end, align);
	*t = (struct lw_fuse_tail){*off, bytes};
	s->end = *off + bytes.len;
	return true;
}

static bool table(struct lw_fuse_sectioning *s, const char *name, struct lw_shdr h, struct lw_span bytes,
		  struct lw_error *err) {
	LW_TRY(tail(s, bytes, h.sh_addralign, &h.sh_offset, err));
	h.sh_size = bytes.len;
	return lw_fuse_section_add(s, name, "", h, err) != NULL;
}

static bool frames(struct lw_fuse_sectioning *s, struct lw_error *err) {
	struct lw_span bytes;
	for (uint32_t i = 1; i < s->list.n; i++)
		if (strcmp(s->list.at[i].name, ".debug_frame") == 0)
			return true;
	LW_TRY(lw_fuse_debug_frames(s->f, &bytes, err));
	return bytes.len == 0 ||
		table(s, ".debug_frame", (struct lw_shdr){.sh_type = SHT_PROGBITS, .sh_addralign = 8}, bytes, err);
}

static bool symbols(struct lw_fuse_sectioning *s, struct lw_error *err) {
	const uint64_t size = lw_record_size(&lw_rec_sym, s->f->is64);
	LW_TRY(lw_fuse_symtab(s, err));
	if (s->local.n + s->global.n == 0)
		return true;
	return table(s, ".symtab",
		     (struct lw_shdr){.sh_type = SHT_SYMTAB,
				      .sh_link = s->list.n + 1,
				      .sh_info = s->local.n + 1,
				      .sh_addralign = 8,
				      .sh_entsize = size},
		     s->symtab, err) &&
		table(s, ".strtab", (struct lw_shdr){.sh_type = SHT_STRTAB, .sh_addralign = 1}, s->strtab, err);
}

/* What is there already is what undoing needs (undo.c). */
static bool earlier(struct lw_fuse_sectioning *s, struct lw_error *err) {
	const struct lw_shdr h = {
		.sh_type = SHT_PROGBITS, .sh_offset = s->f->undo_off, .sh_size = s->f->undo_len, .sh_addralign = 8};
	s->end = s->f->undo_len == 0 ? s->f->size : s->f->undo_off + s->f->undo_len;
	return s->f->undo_len == 0 || lw_fuse_section_add(s, ".linkwright.undo", "", h, err) != NULL;
}

static bool names(struct lw_fuse_sectioning *s, struct lw_error *err) {
	uint64_t n = 1;
	LW_TRY(lw_fuse_section_add(s, ".shstrtab", "", (struct lw_shdr){.sh_type = SHT_STRTAB, .sh_addralign = 1},
				   err) != NULL);
	for (uint32_t i = 1; i < s->list.n; i++) {
		s->list.at[i].raw.sh_name = n;
		n += strlen(s->list.at[i].name) + 1;
	}
	uint8_t *bytes = lw_alloc(s->f->a, (size_t)n, 1, err);
	if (bytes == NULL)
		return false;
	for (uint32_t i = 1; i < s->list.n; i++)
		memcpy(bytes + s->list.at[i].raw.sh_name, s->list.at[i].name, strlen(s->list.at[i].name));
	struct lw_shdr *h = &s->list.at[s->list.n - 1].raw;
	h->sh_size = n;
	return tail(s, (struct lw_span){bytes, n}, 1, &h->sh_offset, err);
}

static bool headers(struct lw_fuse_sectioning *s, struct lw_error *err) {
	struct lw_fusing *f = s->f;
	const uint64_t size = lw_record_size(&lw_rec_shdr, f->is64);
	uint8_t *bytes = lw_alloc(f->a, s->list.n, (size_t)size, err);
	if (bytes == NULL)
		return false;
	for (uint32_t i = 0; i < s->list.n; i++)
		lw_record_put(&lw_rec_shdr, bytes + i * size, f->is64, f->big, &s->list.at[i].raw);
	f->shnum = s->list.n;
	f->shstrndx = s->list.n - 1;
	return tail(s, (struct lw_span){bytes, s->list.n * size}, 8, &f->shoff, err);
}

bool lw_fuse_sections(struct lw_fusing *f, struct lw_error *err) {
	struct lw_fuse_sectioning s = {.f = f};
	s.plain = count(&s);
	LW_TRY(lw_fuse_section_add(&s, "", "", (struct lw_shdr){0}, err) != NULL);
	LW_TRY(lw_fuse_sections_of_parts(&s, err) && lw_fuse_sections_of_blocks(&s, err));
	LW_TRY(numbers(&s, err));
	lw_fuse_sections_link(&s);
	LW_TRY(dynamic_symbols(&s, err) && earlier(&s, err) && lw_fuse_sections_beside(&s, err));
	return frames(&s, err) && symbols(&s, err) && names(&s, err) && headers(&s, err);
}
