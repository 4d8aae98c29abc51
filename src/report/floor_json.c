/* SPDX-License-Identifier: Apache-2.0 */
/* A result of `floor` as JSON (share/schema/floor-1.json). */
#include <stdio.h>

#include "report/json.h"

static json_t *names(struct lw_json *j, const char *const *list, uint32_t n) {
	json_t *out = lw_json_list(j);
	for (uint32_t i = 0; i < n; i++)
		lw_json_add_text(j, out, list[i]);
	return out;
}

static json_t *need(struct lw_json *j, const struct lw_floor_need *n) {
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "library", n->provider);
	lw_json_text(j, o, "version", n->version);
	lw_json_text(j, o, "gcc", n->gcc);
	lw_json_text(j, o, "symbol", n->symbol);
	lw_json_number(j, o, "symbols", n->n_symbols);
	lw_json_put(j, o, "files", names(j, n->files, n->n_files));
	return o;
}

static json_t *system_of(struct lw_json *j, const struct lw_floor_system *s) {
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "system", s->name);
	lw_json_text(j, o, "version", s->version);
	lw_json_text(j, o, "words", s->words);
	lw_json_text(j, o, "symbol", s->symbol);
	lw_json_text(j, o, "file", s->file);
	return o;
}

static void distro(struct lw_json *j, json_t *o, const char *key, const struct lw_distro *d) {
	lw_json_text(j, o, key, d == NULL ? NULL : d->name);
}

static void lists(struct lw_json *j, json_t *result, const struct lw_floor *f) {
	json_t *needs = lw_json_list(j), *systems = lw_json_list(j), *runs_on = lw_json_list(j);
	for (uint32_t i = 0; i < f->n_needs; i++)
		lw_json_add(j, needs, need(j, &f->needs[i]));
	for (uint32_t i = 0; i < f->n_systems; i++)
		lw_json_add(j, systems, system_of(j, &f->systems[i]));
	for (uint32_t i = 0; i < f->n_runs_on; i++)
		lw_json_add_text(j, runs_on, f->runs_on[i]->name);
	lw_json_put(j, result, "files", names(j, f->files, f->n_files));
	lw_json_put(j, result, "needs", needs);
	lw_json_put(j, result, "systems", systems);
	lw_json_put(j, result, "runs_on", runs_on);
	lw_json_put(j, result, "others", names(j, f->others, f->n_others));
}

bool lw_json_floor(struct lw_report *r, const char *file, const struct lw_floor *f, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *result = lw_json_object(&j);
	char version[16];
	snprintf(version, sizeof version, "2.%u", (unsigned)f->glibc_minor);
	lw_json_text(&j, result, "file", file);
	lists(&j, result, f);
	lw_json_text(&j, result, "glibc", f->glibc_minor == 0 ? NULL : version);
	lw_json_text(&j, result, "relr", f->relr);
	lw_json_bool(&j, result, "refused", f->refused);
	lw_json_bool(&j, result, "private", f->is_private);
	distro(&j, result, "oldest_with", f->oldest);
	distro(&j, result, "newest_without", f->newest);
	return lw_json_result(r, &j, result, err);
}
