/* SPDX-License-Identifier: Apache-2.0 */
/* What a caller is told of the new file. */
#include "base/fail.h"
#include "fuse/fusing.h"
#include "graph/ask.h"

static bool members(const struct lw_fusing *f, struct lw_fuse_plan *p, struct lw_error *err) {
	struct lw_fuse_member *list = lw_alloc(f->a, f->parts.n, sizeof *list, err);
	if (list == NULL)
		return false;
	for (uint32_t i = 0; i < f->parts.n; i++) {
		const struct lw_fuse_part *x = &f->parts.at[i];
		list[i] = (struct lw_fuse_member){.name = i == 0 ? NULL : x->o->name,
						  .path = x->o->path,
						  .soname = x->o->soname,
						  .build_id = x->img->build_id,
						  .n_build_id = x->img->n_build_id,
						  .size = x->disk.size,
						  .off = x->base_off,
						  .len = lw_fuse_image_len(x),
						  .delta = x->delta,
						  .owner = x->owner};
		for (uint32_t k = 0; k < x->rels.n; k++) {
			const uint32_t symbol = x->rels.at[k].symbol;
			const struct lw_fuse_def *d = symbol == 0 ? NULL
				: x->rels.at[k].plt               ? &x->call[symbol - 1]
								  : &x->data[symbol - 1];
			if (d == NULL)
				continue;
			list[i].n_bound += d->where == LW_FUSE_WITHIN;
			list[i].n_outside += d->where == LW_FUSE_OUTSIDE;
			list[i].n_nowhere += d->where == LW_FUSE_NOWHERE;
		}
	}
	p->members = list;
	p->n_members = f->parts.n;
	return true;
}

static uint32_t member_of(const struct lw_fusing *f, uint32_t object) {
	return object == LW_NO_ID || f->part_of[object] == 0 ? LW_NO_ID : f->part_of[object] - 1;
}

/* Of what stays outside, only what binds to a member. */
static bool is_told(const struct lw_fusing *f, const struct lw_binding *b) {
	return member_of(f, b->object) != LW_NO_ID ||
		(b->state == LW_BIND_FOUND && member_of(f, b->provider) != LW_NO_ID);
}

static struct lw_fuse_binding row(const struct lw_fusing *f, const struct lw_binding *b) {
	const uint32_t to = b->state == LW_BIND_FOUND ? b->provider : LW_NO_ID;
	return (struct lw_fuse_binding){.name = b->name,
					.version = b->version,
					.from = member_of(f, b->object),
					.to = member_of(f, to),
					.from_path = lw_object_at(f->g, b->object)->path,
					.to_path = to == LW_NO_ID ? NULL : lw_object_at(f->g, to)->path,
					.weak = b->weak};
}

/* Members in their order, and behind them what is none. */
static uint32_t turn_of(const struct lw_fusing *f, const struct lw_binding *b) {
	const uint32_t from = member_of(f, b->object);
	return from == LW_NO_ID ? f->parts.n : from;
}

static bool bindings(const struct lw_fusing *f, struct lw_fuse_plan *p, struct lw_error *err) {
	const struct lw_bindings *all = f->bindings;
	uint32_t *begin = lw_alloc(f->a, (size_t)f->parts.n + 2, sizeof *begin, err); /* of each turn, then its end */
	if (begin == NULL)
		return false;
	for (uint32_t i = 0; i < all->n; i++)
		begin[turn_of(f, &all->list[i]) + 1] += is_told(f, &all->list[i]);
	for (uint32_t i = 0; i <= f->parts.n; i++)
		begin[i + 1] += begin[i];
	p->n_bindings = begin[f->parts.n + 1];
	struct lw_fuse_binding *list = lw_alloc_raw(f->a, p->n_bindings, sizeof *list, err);
	if (list == NULL)
		return false;
	for (uint32_t i = 0; i < all->n; i++)
		if (is_told(f, &all->list[i]))
			list[begin[turn_of(f, &all->list[i])]++] = row(f, &all->list[i]);
	p->bindings = list;
	return true;
}

bool lw_fuse_tell(const struct lw_fusing *f, struct lw_fuse_plan *p, struct lw_error *err) {
	p->path = f->path;
	p->outside = f->outside.at;
	p->n_outside = f->outside.n;
	p->size_before = f->was.size;
	p->size_after = f->pieces.size;
	p->n_relative = (uint64_t)f->relative.n + f->relr.n;
	p->n_symbolic = (uint64_t)f->symbolic.n + f->plt.n;
	p->n_headers = f->phdrs.n;
	p->warnings = f->warnings.at;
	p->n_warnings = f->warnings.n;
	p->notes = f->notes.at;
	p->n_notes = f->notes.n;
	return members(f, p, err) && (!f->opts.bindings || bindings(f, p, err));
}
