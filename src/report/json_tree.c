/* SPDX-License-Identifier: Apache-2.0 */
/* A result of `tree` as JSON (docs/json.md, share/schema/tree-1.json). */
#include <stdlib.h>
#include <string.h>

#include "graph/changes.h"
#include "report/json.h"

void lw_json_build_id(struct lw_json *j, json_t *o, const struct lw_image *img) {
	static const char digits[] = "0123456789abcdef";
	const uint32_t n = img == NULL ? 0 : img->n_build_id;
	char *hex = n == 0 ? NULL : malloc(2 * (size_t)n + 1);
	for (uint32_t i = 0; hex != NULL && i < n; i++) {
		hex[2 * i] = digits[img->build_id[i] >> 4];
		hex[2 * i + 1] = digits[img->build_id[i] & 15];
		hex[2 * i + 2] = '\0';
	}
	j->failed |= n != 0 && hex == NULL;
	lw_json_text(j, o, "build_id", hex);
	free(hex);
}

static json_t *dlopens(struct lw_json *j, const struct lw_elf *elf) {
	json_t *list = lw_json_list(j);
	for (uint32_t i = 0; i < elf->n_dlopens; i++) {
		const struct lw_dlopen_note *d = &elf->dlopens[i];
		json_t *o = lw_json_object(j), *names = lw_json_list(j);
		for (uint32_t k = 0; k < d->n_sonames; k++)
			lw_json_add(j, names, json_string(d->sonames[k]));
		lw_json_put(j, o, "sonames", names);
		lw_json_text(j, o, "feature", d->feature);
		lw_json_text(j, o, "description", d->description);
		lw_json_text(j, o, "priority", d->priority);
		lw_json_add(j, list, o);
	}
	return list;
}

/* What no search finds any more, since it is in the file; null where its note cannot be read. */
static json_t *fused(struct lw_json *j, const struct lw_fused *f) {
	if (f == NULL)
		return json_null();
	json_t *list = lw_json_list(j);
	for (uint32_t i = 1; i < f->n_files; i++) {
		json_t *o = lw_json_object(j);
		lw_json_text(j, o, "name", lw_fused_name(&f->files[i]));
		lw_json_text(j, o, "path", f->files[i].path);
		lw_json_add(j, list, o);
	}
	return list;
}

static json_t *object(struct lw_json *j, const struct lw_object *it) {
	static const char *const signatures[] = {
		[LW_SIGNATURE_NONE] = "none", [LW_SIGNATURE_VALID] = "valid", [LW_SIGNATURE_WRONG] = "wrong"};
	const struct lw_image *img = lw_object_image(it);
	json_t *o = lw_json_object(j);
	lw_json_number(j, o, "id", it->id);
	lw_json_text(j, o, "role", lw_role_name(it->role));
	lw_json_number(j, o, "namespace", it->ns);
	lw_json_text(j, o, "name", it->name);
	lw_json_bool(j, o, "found", it->found);
	if (it->found)
		lw_json_text(j, o, "path", it->path);
	lw_json_text(j, o, "soname", it->soname);
	lw_json_id(j, o, "asked_by", it->asked_by);
	lw_json_text(j, o, "rule", lw_rule_name(it->rule));
	lw_json_id(j, o, "rule_object", it->rule_object);
	lw_json_build_id(j, o, img);
	if (it->origin != LW_ORIGIN_UNKNOWN)
		lw_json_put(j, o, "origin", json_string(lw_origin_name(it->origin)));
	if (it->signature != LW_SIGNATURE_UNKNOWN)
		lw_json_text(j, o, "signature", signatures[it->signature]);
	if (it->assumed)
		lw_json_bool(j, o, "assumed", true);
	if (img != NULL && img->elf != NULL && img->elf->n_dlopens != 0)
		lw_json_put(j, o, "dlopens", dlopens(j, img->elf));
	if (img != NULL && img->elf != NULL && img->elf->has_fused)
		lw_json_put(j, o, "fused", fused(j, img->elf->fused));
	return o;
}

static json_t *edge(struct lw_json *j, const struct lw_edge *e) {
	json_t *o = lw_json_edge(j, e), *probes = lw_json_list(j);
	lw_json_add(j, probes, json_integer(e->first_probe));
	lw_json_add(j, probes, json_integer(e->n_probes));
	lw_json_put(j, o, "probes", probes);
	return o;
}

static json_t *gap(struct lw_json *j, const struct lw_version_gap *it) {
	json_t *o = lw_json_object(j);
	lw_json_id(j, o, "object", it->object);
	lw_json_id(j, o, "provider", it->provider);
	lw_json_text(j, o, "version", it->version);
	lw_json_bool(j, o, "weak", it->weak);
	lw_json_bool(j, o, "unversioned", it->unversioned);
	return o;
}

static json_t *stopped(struct lw_json *j, const struct lw_graph *g) {
	if (g->stopped == NULL)
		return json_null();
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "message", g->stopped);
	lw_json_text(j, o, "path", g->stopped_path);
	lw_json_bool(j, o, "only_at_start", g->stopped_only_at_start);
	return o;
}

static json_t *summary(struct lw_json *j, const struct lw_graph *g) {
	json_t *o = lw_json_object(j);
	lw_json_number(j, o, "libraries", lw_n_libraries(g));
	lw_json_number(j, o, "missing", g->n_missing);
	lw_json_number(j, o, "probes", g->n_probes);
	lw_json_number(j, o, "wasted", g->n_wasted);
	lw_json_number(j, o, "latent", g->n_latent);
	return o;
}

static bool put_changes(struct lw_json *j, json_t *result, struct lw_arena *a, const struct lw_graph *g,
			const struct lw_graph *without, struct lw_error *err) {
	struct lw_changes changes;
	if (!lw_changes_find(a, g, without, &changes, err))
		return false;
	json_t *list = lw_json_list(j);
	for (uint32_t i = 0; i < changes.n; i++) {
		json_t *o = lw_json_object(j);
		lw_json_text(j, o, "name", changes.at[i].name);
		lw_json_text(j, o, "path", changes.at[i].now);
		lw_json_text(j, o, "clean_path", changes.at[i].was);
		lw_json_add(j, list, o);
	}
	lw_json_put(j, result, "changes", list);
	return true;
}

static void put_lists(struct lw_json *j, json_t *result, const struct lw_graph *g) {
	json_t *objects = lw_json_list(j), *order = lw_json_list(j), *edges = lw_json_list(j);
	json_t *probes = lw_json_list(j), *gaps = lw_json_list(j);
	for (uint32_t i = 0; i < g->n_objects; i++)
		lw_json_add(j, objects, object(j, &g->objects[i]));
	for (uint32_t i = 0; i < g->n_order; i++)
		lw_json_add(j, order, json_integer(g->order[i]));
	for (uint32_t i = 0; i < g->n_edges; i++)
		lw_json_add(j, edges, edge(j, &g->edges[i]));
	for (uint32_t i = 0; i < g->n_probes; i++)
		lw_json_add(j, probes, lw_json_probe(j, &g->probes[i]));
	for (uint32_t i = 0; i < g->n_gaps; i++)
		lw_json_add(j, gaps, gap(j, &g->gaps[i]));
	lw_json_put(j, result, "objects", objects);
	lw_json_put(j, result, "load_order", order);
	lw_json_put(j, result, "edges", edges);
	lw_json_put(j, result, "probes", probes);
	lw_json_put(j, result, "versions", gaps);
}

bool lw_json_tree(struct lw_report *r, const struct lw_graph *g, const struct lw_graph *without, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *result = lw_json_object(&j);
	lw_json_text(&j, result, "file", g->file);
	lw_json_text(&j, result, "kind", lw_kind_name(g->image->kind));
	lw_json_head(&j, result, g);
	put_lists(&j, result, g);
	lw_json_put(&j, result, "warnings", lw_json_texts(&j, g->warnings, g->n_warnings));
	lw_json_put(&j, result, "notes", lw_json_texts(&j, g->notes, g->n_notes));
	lw_json_put(&j, result, "stopped", stopped(&j, g));
	if (without != NULL && !put_changes(&j, result, &r->arena, g, without, err)) {
		json_decref(result);
		return false;
	}
	lw_json_put(&j, result, "summary", summary(&j, g));
	return lw_json_result(r, &j, result, err);
}
