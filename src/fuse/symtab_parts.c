/* SPDX-License-Identifier: Apache-2.0 */
/* The symbols that a part has for tools, at their new addresses: those of .symtab, or else of .dynsym. */
#include <string.h>

#include "base/fail.h"
#include "base/soon.h"
#include "fuse/sections.h"
#include "names/elf_numbers.h"

#define MOST_TABLE ((uint64_t)256 << 20)
#define MOST_NAMES ((uint64_t)1 << 30)

struct taking {
	struct lw_fuse_sectioning *s;
	const struct lw_fuse_part *p;
	const uint32_t *number; /* by old section: the new one */
	bool told;              /* whose the local symbols are */
};

static bool add(struct taking *t, const char *name, struct lw_sym raw, struct lw_error *err) {
	struct lw_fuse_names *list = raw.st_info >> 4 == STB_LOCAL ? &t->s->local : &t->s->global;
	struct lw_fuse_named *slot = lw_vec_add(t->s->f->a, list, err);
	if (slot == NULL)
		return false;
	*slot = (struct lw_fuse_named){name, raw};
	t->s->f->has_gnu_symbols |= raw.st_info >> 4 == STB_GNU_UNIQUE || (raw.st_info & 15) == STT_GNU_IFUNC;
	t->s->n_strtab += name[0] == '\0' ? 0 : strlen(name) + 1;
	return t->s->n_strtab <= MOST_NAMES ||
		lw_fail(err, LW_E_LIMIT, "the names of its symbols would take more than %llu bytes",
			(unsigned long long)MOST_NAMES);
}

/* Debuggers take what follows a name of a file as its own. */
static bool tell(struct taking *t, const struct lw_sym *raw, struct lw_error *err) {
	if (t->told || raw->st_info >> 4 != STB_LOCAL || (raw->st_info & 15) == STT_FILE)
		return true;
	t->told = true;
	return add(t, lw_fuse_part_name(t->p), (struct lw_sym){.st_info = STT_FILE, .st_shndx = SHN_ABS}, err);
}

/* Names that stand for a table of which there is a new one now: only the target's are of use. */
static bool is_replaced(const struct taking *t, const char *name, struct lw_sym *raw, bool *drop) {
	static const struct {
		const char *name;
		enum lw_fuse_block_kind block;
	} names[] = {{"_DYNAMIC", LW_FUSE_B_DYNAMIC}, {"__GNU_EH_FRAME_HDR", LW_FUSE_B_FRAMES}};
	*drop = (!t->p->is_target || (raw->st_shndx == SHN_ABS && t->p->delta != 0)) &&
		strcmp(name, "_GLOBAL_OFFSET_TABLE_") == 0;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(name, names[i].name) != 0 || (raw->st_info & 15) > STT_OBJECT)
			continue;
		const struct lw_fuse_block *b = &t->s->f->blocks[names[i].block];
		*drop = !t->p->is_target || b->size == 0;
		raw->st_value = b->addr;
		raw->st_size = raw->st_size == 0 ? 0 : b->size;
		raw->st_shndx = lw_fuse_section_at(t->s, b->addr);
		return true;
	}
	return *drop;
}

/* What moved with its section, or with the part. A symbol may stand at its section's end. */
static void place(const struct taking *t, struct lw_sym *raw) {
	const uint64_t old = raw->st_shndx;
	const uint32_t now = old < t->p->space.sections.n ? t->number[old] : 0;
	if (now != 0) {
		const struct lw_shdr *from = &t->p->space.sections.at[old].raw, *to = &t->s->list.at[now].raw;
		const uint64_t in = raw->st_value - from->sh_addr;
		raw->st_value = in + to->sh_addr;
		/* Marks of where something begins or ends may lie beside it. */
		raw->st_shndx = in <= to->sh_size ? now : lw_fuse_section_at(t->s, raw->st_value);
		return;
	}
	raw->st_value += t->p->delta;
	raw->st_shndx = lw_fuse_section_at(t->s, raw->st_value);
}

static bool take(struct taking *t, const char *name, struct lw_sym raw, struct lw_error *err) {
	const uint64_t type = raw.st_info & 15;
	bool drop = false;
	if (raw.st_shndx == SHN_UNDEF || type == STT_SECTION || (name[0] == '\0' && type != STT_FILE) ||
	    (raw.st_shndx >= SHN_LORESERVE && raw.st_shndx != SHN_ABS))
		return true;
	LW_TRY(tell(t, &raw, err));
	if (type == STT_FILE)
		t->told = true;
	if (type == STT_TLS) {
		raw.st_value += t->p->tls_at;
		raw.st_shndx = lw_fuse_section_of_tls(t->s, raw.st_value);
	} else if (!is_replaced(t, name, &raw, &drop) && raw.st_shndx != SHN_ABS) /* ABS: _DYNAMIC of some linkers */
		place(t, &raw);
	return drop || add(t, name, raw, err);
}

static bool fits(const struct lw_fuse_part *p, const struct lw_shdr *h) {
	return h->sh_size <= MOST_TABLE && lw_range_fits(h->sh_offset, h->sh_size, p->src.size);
}

static const struct lw_shdr *symtab_of(const struct lw_fuse_part *p, const struct lw_shdr **names) {
	for (uint32_t i = 1; i < p->space.sections.n; i++) {
		const struct lw_shdr *h = &p->space.sections.at[i].raw;
		if (h->sh_type != SHT_SYMTAB || h->sh_link >= p->space.sections.n)
			continue;
		*names = &p->space.sections.at[h->sh_link].raw;
		return (*names)->sh_type == SHT_STRTAB && fits(p, h) && fits(p, *names) ? h : NULL;
	}
	return NULL;
}

static bool from_symtab(struct taking *t, const struct lw_shdr *h, const struct lw_shdr *of, struct lw_error *err) {
	const struct lw_fusing *f = t->s->f;
	const uint64_t size = lw_record_size(&lw_rec_sym, f->is64);
	struct lw_span bytes, names;
	LW_TRY(lw_source_view(&t->p->src, h->sh_offset, h->sh_size, f->a, &bytes, err));
	LW_TRY(lw_source_view(&t->p->src, of->sh_offset, of->sh_size, f->a, &names, err));
	for (uint64_t at = size; at + size <= bytes.len; at += size) {
		struct lw_sym raw;
		if (!lw_record_get(&lw_rec_sym, bytes, at, f->is64, f->big, &raw))
			break;
		const char *name = lw_span_cstr(names, raw.st_name);
		if (name != NULL)
			LW_TRY(take(t, name, raw, err));
	}
	return true;
}

bool lw_fuse_symtab_of(struct lw_fuse_sectioning *s, uint32_t part, struct lw_error *err) {
	const struct lw_fuse_part *p = &s->f->parts.at[part];
	struct taking t = {.s = s, .p = p, .number = s->number[part]};
	const struct lw_shdr *names = NULL, *h = symtab_of(p, &names);
	if (h != NULL)
		return from_symtab(&t, h, names, err);
	for (size_t i = 0; i < p->n_symbols; i++) {
		if (i + LW_SOON < p->n_symbols)
			lw_soon(p->symbols[i + LW_SOON].name);
		if (p->symbols[i].name != NULL)
			LW_TRY(take(&t, p->symbols[i].name, p->symbols[i].raw, err));
	}
	return true;
}
