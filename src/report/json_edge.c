/* SPDX-License-Identifier: Apache-2.0 */
/* Requests and the paths that were tried for them. */
#include "report/json.h"

static json_t *alone(struct lw_json *j, const struct lw_edge *e) {
	json_t *o = lw_json_object(j);
	lw_json_bool(j, o, "found", e->alone == LW_ALONE_OTHER);
	if (e->alone == LW_ALONE_OTHER) {
		lw_json_text(j, o, "path", e->alone_path);
		lw_json_text(j, o, "rule", lw_rule_name(e->alone_rule));
	}
	return o;
}

json_t *lw_json_edge(struct lw_json *j, const struct lw_edge *e) {
	json_t *o = lw_json_object(j);
	lw_json_id(j, o, "from", e->from);
	lw_json_id(j, o, "to", e->to);
	lw_json_text(j, o, "name", e->name);
	lw_json_text(j, o, "kind", lw_edge_kind_name(e->kind));
	if (e->off == 0)
		lw_json_put(j, o, "offset", json_null());
	else
		lw_json_number(j, o, "offset", e->off);
	lw_json_text(j, o, "how", lw_how_name(e->how));
	lw_json_text(j, o, "rule", lw_rule_name(e->rule));
	lw_json_id(j, o, "rule_object", e->rule_object);
	if (e->alone == LW_ALONE_MISSING || e->alone == LW_ALONE_OTHER)
		lw_json_put(j, o, "alone", alone(j, e));
	return o;
}

json_t *lw_json_probe(struct lw_json *j, const struct lw_probe *p) {
	struct lw_errno_buf buf;
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "op", lw_op_name(p->op));
	lw_json_text(j, o, "path", p->path);
	lw_json_text(j, o, "result", lw_errno_name(p->sys, &buf));
	lw_json_text(j, o, "rule", lw_rule_name(p->rule));
	lw_json_id(j, o, "rule_object", p->object);
	lw_json_text(j, o, "verdict", p->verdict == LW_VERDICT_NONE ? NULL : lw_verdict_name(p->verdict));
	if (p->reason != NULL)
		lw_json_text(j, o, "reason", p->reason);
	return o;
}
