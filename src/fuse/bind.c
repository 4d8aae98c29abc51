/* SPDX-License-Identifier: Apache-2.0 */
/* What each reference of each part is bound to: as the loader would, in its scope, with its versions. */
#include "base/fail.h"
#include "fuse/fusing.h"
#include "graph/ask.h"
#include "linkwright/bind.h"
#include "names/elf_numbers.h"

static bool room(struct lw_fusing *f, struct lw_fuse_part *p, struct lw_error *err) {
	struct lw_fuse_def **lists[] = {&p->call, &p->data, &p->copy};
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		*lists[i] = lw_alloc(f->a, p->n_symbols + 1, sizeof **lists[i], err);
		if (*lists[i] == NULL)
			return false;
	}
	return true;
}

/* A symbol that nobody else sees is its own. */
static void own(struct lw_fuse_part *p, uint32_t part) {
	for (uint32_t i = 0; i < p->n_symbols; i++) {
		const struct lw_sym *y = &p->symbols[i].raw;
		const uint64_t visibility = y->st_other & 3;
		if (y->st_shndx == 0 || (y->st_info >> 4 != 0 && visibility != 1 && visibility != 2))
			continue;
		p->call[i] = p->data[i] = p->copy[i] = (struct lw_fuse_def){LW_FUSE_WITHIN, part, i + 1};
	}
}

/* A weak function that both have is the same one, inline or of a template. What stays outside takes its own, as it does
 * in a process that had loaded it before. */
static bool has_its_own(const struct lw_binding *b) {
	return b->defined && b->weak && b->weak_provider && b->type == STT_FUNC;
}

static bool tell_own(struct lw_fusing *f, const struct lw_binding *b, uint32_t *told, struct lw_error *err) {
	if (*told == b->object + 1)
		return true;
	*told = b->object + 1;
	return lw_fuse_warn(
		f, LW_FUSE_RULE_TWICE, err,
		"%s stays outside and has weak functions that %s has as well (%s is one): each uses its own",
		lw_object_at(f->g, b->object)->path, lw_object_at(f->g, b->provider)->path, b->name);
}

/* What stays outside and is bound to a part: it has to find that, and a function that is only chosen at run time
 * cannot be chosen for it before the file is relocated (glibc elf/dl-reloc.c, "unsatisfiable circular dependency"). */
static bool check_outside(struct lw_fusing *f, const struct lw_binding *b, uint32_t *told, struct lw_error *err) {
	const uint32_t to = b->state != LW_BIND_FOUND ? 0 : f->part_of[b->provider];
	const struct lw_object *from = lw_object_at(f->g, b->object);
	if (to == 0 || b->provider_symbol == 0)
		return true;
	const struct lw_fuse_part *q = &f->parts.at[to - 1];
	if (to > 1 && !f->is_program && !f->opts.visible && has_its_own(b))
		return tell_own(f, b, told, err);
	if (to > 1 && !f->is_program && !f->opts.visible)
		return lw_fuse_refuse(
			NULL, LW_FUSE_RULE_CLOSURE, err,
			"%s stays outside and is bound to %s of %s, which nobody else would find any more", from->path,
			b->name, q->o->path);
	const struct lw_sym *y = &lw_fuse_symbol(q, b->provider_symbol)->raw;
	return to == 1 || (y->st_info & 15) != STT_GNU_IFUNC || y->st_shndx == 0 ||
		lw_fuse_refuse(
			NULL, LW_FUSE_RULE_CLOSURE, err,
			"%s stays outside and is bound to %s of %s, an indirect function: take it in too (--lib)",
			from->path, b->name, q->o->path);
}

bool lw_fuse_is_unique(struct lw_fusing *f, const struct lw_binding *b, bool *yes, struct lw_error *err) {
	const struct lw_object *o = b->unique && b->state == LW_BIND_FOUND ? lw_object_at(f->g, b->provider) : NULL;
	const struct lw_elf_table *t;
	*yes = false;
	if (o == NULL || o->file == NULL)
		return true;
	LW_TRY(lw_session_elf_symbols(f->s, o->file, &t, err));
	*yes = b->provider_symbol != 0 && b->provider_symbol <= t->n &&
		t->at[b->provider_symbol - 1].bind == STB_GNU_UNIQUE;
	return true;
}

static bool note(struct lw_fusing *f, const struct lw_binding *b, uint32_t *told, struct lw_error *err) {
	const uint32_t from = f->part_of[b->object];
	if (from == 0)
		return check_outside(f, b, told, err);
	if (b->symbol == 0)
		return true;
	bool unique;
	LW_TRY(lw_fuse_is_unique(f, b, &unique, err));
	f->has_unique |= unique && f->part_of[b->provider] != 0;
	struct lw_fuse_part *p = &f->parts.at[from - 1];
	struct lw_fuse_def d = {LW_FUSE_NOWHERE, 0, 0};
	if (b->state == LW_BIND_ABORT || b->state == LW_BIND_NOT_IN_FILE || b->state == LW_BIND_UNKNOWN)
		return lw_fuse_refuse(p, LW_FUSE_RULE_START, err,
				      "would not be started: its symbol %s is not found as it should be", b->name);
	if (b->state == LW_BIND_FOUND) {
		const uint32_t to = f->part_of[b->provider];
		d = to == 0 ? (struct lw_fuse_def){LW_FUSE_OUTSIDE, b->provider, b->provider_symbol}
			    : (struct lw_fuse_def){LW_FUSE_WITHIN, to - 1, b->provider_symbol};
	}
	if ((b->refs & (LW_REF_CALL | LW_REF_TLS)) != 0)
		p->call[b->symbol - 1] = d;
	if ((b->refs & LW_REF_DATA) != 0)
		p->data[b->symbol - 1] = d;
	if ((b->refs & LW_REF_COPY) != 0)
		p->copy[b->symbol - 1] = d;
	return true;
}

bool lw_fuse_bind(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_bindings *list = NULL;
	LW_TRY(lw_bind_graph(f->s, f->g, &list, err));
	f->bindings = list;
	if (list->n_unreadable != 0) {
		*err = *list->unreadable;
		return false;
	}
	for (uint32_t i = 0; i < f->parts.n; i++) {
		LW_TRY(room(f, &f->parts.at[i], err));
		own(&f->parts.at[i], i);
	}
	uint32_t told = 0; /* who stays outside and was told of, from 1 */
	for (uint32_t i = 0; i < list->n; i++)
		LW_TRY(note(f, &list->list[i], &told, err));
	return true;
}
