/* SPDX-License-Identifier: Apache-2.0 */
/* A result of `why` as JSON (docs/json.md, share/schema/why-1.json). */
#include <string.h>

#include "report/json.h"

static json_t *place(struct lw_json *j, const struct lw_place *p) {
	struct lw_errno_buf buf;
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "rule", lw_rule_name(p->rule));
	lw_json_id(j, o, "rule_object", p->object);
	lw_json_text(j, o, "path", p->path);
	lw_json_text(j, o, "result", p->path == NULL ? NULL : lw_errno_name(p->sys, &buf));
	lw_json_text(j, o, "verdict", p->verdict == LW_VERDICT_NONE ? NULL : lw_verdict_name(p->verdict));
	if (p->reason != NULL)
		lw_json_text(j, o, "reason", p->reason);
	if (p->note != NULL)
		lw_json_text(j, o, "note", p->note);
	return o;
}

static json_t *asked(struct lw_json *j, const struct lw_graph *g, const struct lw_why_request *rq) {
	const struct lw_edge *e = &g->edges[rq->edge];
	json_t *o = lw_json_edge(j, e), *probes = lw_json_list(j), *places = lw_json_list(j);
	lw_json_text(j, o, "from_path", e->from == LW_NO_ID ? NULL : lw_object_label(g, e->from));
	for (uint32_t i = 0; i < e->n_probes; i++)
		lw_json_add(j, probes, lw_json_probe(j, &g->probes[e->first_probe + i]));
	for (uint32_t i = 0; i < rq->n_places; i++)
		lw_json_add(j, places, place(j, &rq->places[i]));
	lw_json_put(j, o, "probes", probes);
	lw_json_put(j, o, "places", places);
	return o;
}

/* Of the request that brought the object; of the first one where there is none. */
static const struct lw_why_request *deciding(const struct lw_graph *g, const struct lw_why *why) {
	const struct lw_object *o = lw_object_at(g, why->object);
	for (uint32_t i = 0; o != NULL && i < why->n_requests; i++)
		if (why->requests[i].edge == o->first_edge)
			return &why->requests[i];
	return why->n_requests == 0 ? NULL : &why->requests[0];
}

static json_t *shadowed(struct lw_json *j, const struct lw_why_request *rq) {
	json_t *list = lw_json_list(j);
	const char *winner = NULL;
	for (uint32_t i = 0; rq != NULL && i < rq->n_places; i++) {
		const struct lw_place *p = &rq->places[i];
		const bool same = p->verdict == LW_VERDICT_SAME;
		if (winner != NULL && p->path != NULL && p->sys == 0 && (same || p->verdict == LW_VERDICT_NONE) &&
		    strcmp(p->path, winner) != 0) {
			json_t *o = lw_json_object(j);
			lw_json_text(j, o, "path", p->path);
			lw_json_text(j, o, "rule", lw_rule_name(p->rule));
			lw_json_bool(j, o, "same_file", same);
			lw_json_add(j, list, o);
		}
		if (p->verdict == LW_VERDICT_TAKEN)
			winner = p->path;
	}
	return list;
}

static json_t *fused_into(struct lw_json *j, const struct lw_graph *g, const struct lw_why *why) {
	json_t *list = lw_json_list(j);
	for (uint32_t i = 0; i < why->n_fused; i++) {
		json_t *o = lw_json_object(j);
		lw_json_text(j, o, "path", lw_object_label(g, why->fused[i].object));
		lw_json_text(j, o, "from", why->fused[i].from);
		lw_json_add(j, list, o);
	}
	return list;
}

bool lw_json_why(struct lw_report *r, const struct lw_graph *g, const struct lw_why *why, struct lw_error *err) {
	struct lw_json j = {0};
	const struct lw_object *o = lw_object_at(g, why->object);
	json_t *result = lw_json_object(&j), *list = lw_json_list(&j);
	lw_json_text(&j, result, "file", g->file);
	lw_json_text(&j, result, "library", why->library);
	lw_json_head(&j, result, g);
	lw_json_text(&j, result, "path", o == NULL || !o->found ? NULL : o->path);
	for (uint32_t i = 0; i < why->n_requests; i++)
		lw_json_add(&j, list, asked(&j, g, &why->requests[i]));
	lw_json_put(&j, result, "asked", list);
	lw_json_put(&j, result, "shadowed", shadowed(&j, deciding(g, why)));
	lw_json_put(&j, result, "fused_into", fused_into(&j, g, why));
	return lw_json_result(r, &j, result, err);
}
