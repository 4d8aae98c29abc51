/* SPDX-License-Identifier: Apache-2.0 */
/* `fuse` as JSON. */
#include "base/hex.h"
#include "report/json.h"

static json_t *member(struct lw_report *r, struct lw_json *j, const struct lw_fuse_member *m, struct lw_error *err) {
	json_t *o = lw_json_object(j);
	char *id = m->build_id == NULL ? NULL : lw_hex(&r->arena, m->build_id, m->n_build_id, err);
	j->failed |= m->build_id != NULL && id == NULL;
	lw_json_text(j, o, "name", m->name);
	lw_json_text(j, o, "path", m->path);
	lw_json_text(j, o, "soname", m->soname);
	lw_json_text(j, o, "build_id", id);
	lw_json_number(j, o, "size", m->size);
	lw_json_number(j, o, "offset", m->off);
	lw_json_number(j, o, "length", m->len);
	lw_json_number(j, o, "delta", m->delta);
	lw_json_put(j, o, "package", lw_json_owner(j, &m->owner, true));
	lw_json_number(j, o, "bound", m->n_bound);
	lw_json_number(j, o, "bound_outside", m->n_outside);
	lw_json_number(j, o, "unbound", m->n_nowhere);
	return o;
}

static json_t *bindings(struct lw_json *j, const struct lw_fuse_plan *p) {
	json_t *list = lw_json_list(j);
	for (uint32_t i = 0; i < p->n_bindings; i++) {
		const struct lw_fuse_binding *b = &p->bindings[i];
		json_t *o = lw_json_object(j);
		lw_json_text(j, o, "from", b->from_path);
		lw_json_text(j, o, "symbol", b->name);
		lw_json_text(j, o, "version", b->version);
		lw_json_text(j, o, "to", b->to_path);
		lw_json_bool(j, o, "fused", b->from != LW_NO_ID && b->to != LW_NO_ID);
		lw_json_bool(j, o, "weak", b->weak);
		lw_json_add(j, list, o);
	}
	return list;
}

bool lw_json_fuse(struct lw_report *r, const struct lw_report_fuse *shown, struct lw_error *err) {
	const struct lw_fuse_plan *p = shown->plan;
	struct lw_json j = {0};
	json_t *result = lw_json_object(&j), *members = lw_json_list(&j);
	lw_json_text(&j, result, "file", p->path);
	lw_json_text(&j, result, "output", shown->to);
	lw_json_bool(&j, result, "written", !shown->dry_run);
	for (uint32_t i = 0; i < p->n_members; i++)
		lw_json_add(&j, members, member(r, &j, &p->members[i], err));
	lw_json_put(&j, result, "members", members);
	lw_json_put(&j, result, "outside", lw_json_texts(&j, p->outside, p->n_outside));
	lw_json_number(&j, result, "size_before", p->size_before);
	lw_json_number(&j, result, "size_after", p->size_after);
	lw_json_number(&j, result, "program_headers", p->n_headers);
	lw_json_number(&j, result, "relative", p->n_relative);
	lw_json_number(&j, result, "symbolic", p->n_symbolic);
	lw_json_put(&j, result, "warnings", lw_json_texts(&j, p->warnings, p->n_warnings));
	json_t *notes = lw_json_texts(&j, p->notes, p->n_notes);
	for (uint32_t i = 0; i < shown->n_notes; i++)
		lw_json_add_text(&j, notes, shown->notes[i]);
	lw_json_put(&j, result, "notes", notes);
	if (r->opts.verbose)
		lw_json_put(&j, result, "bindings", bindings(&j, p));
	return lw_json_result(r, &j, result, err);
}
