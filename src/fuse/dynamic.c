/* SPDX-License-Identifier: Apache-2.0 */
/* The dynamic section: what the parts still need of others, and where the new tables are. gABI chapter 5, "Dynamic
 * Section"; glibc elf/get-dynamic-info.h, elf/rtld.c. */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

static bool text(struct lw_fusing *f, const char *s, struct lw_error *err) {
	const char **slot = lw_vec_add(f->a, &f->texts, err);
	if (slot != NULL)
		*slot = s;
	return slot != NULL;
}

static bool tag(struct lw_fusing *f, uint64_t d_tag, uint64_t d_val, struct lw_error *err) {
	struct lw_dyn *slot = lw_vec_add(f->a, &f->dyns, err);
	if (slot != NULL)
		*slot = (struct lw_dyn){d_tag, d_val};
	return slot != NULL;
}

/* The first name by which a part asks for the object; NULL: none does. */
static const char *asked_as(const struct lw_fusing *f, uint32_t id) {
	for (uint32_t i = 0; i < f->g->n_edges; i++) {
		const struct lw_edge *e = &f->g->edges[i];
		if (e->to == id && e->kind == LW_EDGE_NEEDED && f->part_of[e->from] != 0)
			return e->raw_name;
	}
	return NULL;
}

/* In the loader's own order. */
static bool needed_each(struct lw_fusing *f, bool (*each)(struct lw_fusing *f, const char *name, struct lw_error *err),
			struct lw_error *err) {
	for (uint32_t i = 0; i < f->g->n_order; i++) {
		const char *name = f->part_of[f->g->order[i]] != 0 ? NULL : asked_as(f, f->g->order[i]);
		LW_TRY(name == NULL || each(f, name, err));
	}
	return true;
}

static bool stays(struct lw_fusing *f, const char *name, struct lw_error *err) {
	const char **slot = lw_vec_add(f->a, &f->outside, err);
	if (slot != NULL)
		*slot = name;
	return slot != NULL && text(f, name, err);
}

bool lw_fuse_dynamic_texts(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_image *t = f->parts.at[0].img;
	const char *own[] = {t->soname.text, f->rpath, f->runpath};
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (own[i] != NULL)
			LW_TRY(text(f, own[i], err));
	LW_TRY(lw_fuse_alias_texts(f, err));
	for (uint32_t i = 0; i < f->names.n; i++)
		LW_TRY(text(f, f->names.at[i], err));
	return needed_each(f, stays, err);
}

static bool need(struct lw_fusing *f, const char *name, struct lw_error *err) {
	return tag(f, DT_NEEDED, lw_fuse_tables_text(&f->tables, name), err);
}

static bool own_text(struct lw_fusing *f, uint64_t d_tag, const char *s, struct lw_error *err) {
	return s == NULL || tag(f, d_tag, lw_fuse_tables_text(&f->tables, s), err);
}

/* Where a block is, if it is there at all. */
static bool block(struct lw_fusing *f, uint64_t d_tag, enum lw_fuse_block_kind kind, uint64_t size_tag,
		  struct lw_error *err) {
	const struct lw_fuse_block *b = &f->blocks[kind];
	if (b->size == 0)
		return true;
	return tag(f, d_tag, b->addr, err) && (size_tag == 0 || tag(f, size_tag, b->size, err));
}

/* What the target's own start needs, as it was. */
static bool own_life(struct lw_fusing *f, struct lw_error *err) {
	static const struct {
		uint64_t tag;
		bool address;
	} kept[] = {{DT_INIT, true},
		    {DT_INIT_ARRAY, true},
		    {DT_INIT_ARRAYSZ, false},
		    {DT_PREINIT_ARRAY, true},
		    {DT_PREINIT_ARRAYSZ, false}};
	const struct lw_fuse_part *t = &f->parts.at[0];
	for (size_t i = 0; f->is_program && i < sizeof kept / sizeof kept[0]; i++) {
		const struct lw_dyn *d = lw_elf_dyn(t->elf, kept[i].tag);
		if (d != NULL)
			LW_TRY(tag(f, kept[i].tag, d->d_val + (kept[i].address ? t->delta : 0), err));
	}
	return block(f, DT_INIT_ARRAY, LW_FUSE_B_INIT, DT_INIT_ARRAYSZ, err) &&
		block(f, DT_FINI_ARRAY, LW_FUSE_B_FINI, DT_FINI_ARRAYSZ, err);
}

static bool flags(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_elf *t = f->parts.at[0].elf;
	uint64_t all = DF_BIND_NOW, all_1 = DF_1_NOW | t->flags_1;
	for (uint32_t i = 0; i < f->parts.n; i++) {
		all |= f->parts.at[i].elf->flags & (DF_STATIC_TLS | DF_ORIGIN);
		all_1 |= f->parts.at[i].elf->flags_1 & (DF_1_NODELETE | DF_1_ORIGIN);
	}
	/* The loader never unloads what has such a symbol (glibc elf/dl-lookup.c, do_lookup_unique). */
	if (f->has_unique && !f->is_program)
		all_1 |= DF_1_NODELETE;
	if (f->is_fixed)
		all_1 &= ~(uint64_t)DF_1_PIE;
	return tag(f, DT_FLAGS, all, err) && tag(f, DT_FLAGS_1, all_1, err);
}

static bool versions(struct lw_fusing *f, struct lw_error *err) {
	LW_TRY(block(f, DT_VERSYM, LW_FUSE_B_VERSIONS, 0, err));
	if (f->tables.n_verdef != 0)
		LW_TRY(block(f, DT_VERDEF, LW_FUSE_B_DEFINED, 0, err) && tag(f, DT_VERDEFNUM, f->tables.n_verdef, err));
	return f->tables.n_verneed == 0 ||
		(block(f, DT_VERNEED, LW_FUSE_B_NEEDED, 0, err) && tag(f, DT_VERNEEDNUM, f->tables.n_verneed, err));
}

static bool relocs(struct lw_fusing *f, struct lw_error *err) {
	if (f->blocks[LW_FUSE_B_RELOCS].size != 0)
		LW_TRY(block(f, DT_RELA, LW_FUSE_B_RELOCS, DT_RELASZ, err) &&
		       tag(f, DT_RELAENT, lw_record_size(&lw_rec_rela, f->is64), err));
	if (f->relative.n != 0)
		LW_TRY(tag(f, DT_RELACOUNT, f->relative.n, err));
	if (f->blocks[LW_FUSE_B_RELR].size != 0)
		LW_TRY(block(f, DT_RELR, LW_FUSE_B_RELR, DT_RELRSZ, err) && tag(f, DT_RELRENT, f->is64 ? 8 : 4, err));
	return f->blocks[LW_FUSE_B_CALLS].size == 0 ||
		(block(f, DT_JMPREL, LW_FUSE_B_CALLS, DT_PLTRELSZ, err) && tag(f, DT_PLTREL, DT_RELA, err));
}

static bool target(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_fuse_part *t = &f->parts.at[0];
	const struct lw_dyn *got = lw_elf_dyn(t->elf, DT_PLTGOT);
	LW_TRY(!f->is_program || tag(f, DT_DEBUG, 0, err));
	return got == NULL || tag(f, DT_PLTGOT, got->d_val + t->delta, err);
}

bool lw_fuse_dynamic(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_image *t = f->parts.at[0].img;
	f->dyns.n = 0;
	LW_TRY(needed_each(f, need, err) && own_text(f, DT_SONAME, t->soname.text, err) &&
	       own_text(f, DT_RPATH, f->rpath, err) && own_text(f, DT_RUNPATH, f->runpath, err));
	LW_TRY(own_life(f, err) && block(f, DT_GNU_HASH, LW_FUSE_B_GNU_HASH, 0, err) &&
	       block(f, DT_HASH, LW_FUSE_B_HASH, 0, err) && block(f, DT_STRTAB, LW_FUSE_B_STRINGS, DT_STRSZ, err) &&
	       block(f, DT_SYMTAB, LW_FUSE_B_SYMBOLS, 0, err) &&
	       tag(f, DT_SYMENT, lw_record_size(&lw_rec_sym, f->is64), err));
	return target(f, err) && relocs(f, err) && flags(f, err) && versions(f, err) && tag(f, DT_NULL, 0, err);
}
