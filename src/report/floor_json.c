/* SPDX-License-Identifier: Apache-2.0 */
/* A result of `floor` as JSON (share/schema/floor-1.json). */
#include <stdio.h>

#include "report/json.h"

static json_t *need(struct lw_json *j, const struct lw_floor_need *n) {
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "library", n->provider);
	lw_json_text(j, o, "version", n->version);
	lw_json_text(j, o, "symbol", n->symbol);
	lw_json_number(j, o, "symbols", n->n_symbols);
	return o;
}

static void distro(struct lw_json *j, json_t *o, const char *key, const struct lw_distro *d) {
	lw_json_text(j, o, key, d == NULL ? NULL : d->name);
}

bool lw_json_floor(struct lw_report *r, const char *file, const struct lw_floor *f, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *result = lw_json_object(&j), *list = lw_json_list(&j);
	char version[16];
	snprintf(version, sizeof version, "2.%u", (unsigned)f->glibc_minor);
	lw_json_text(&j, result, "file", file);
	for (uint32_t i = 0; i < f->n_needs; i++)
		lw_json_add(&j, list, need(&j, &f->needs[i]));
	lw_json_put(&j, result, "needs", list);
	lw_json_text(&j, result, "glibc", f->glibc_minor == 0 ? NULL : version);
	lw_json_bool(&j, result, "private", f->is_private);
	distro(&j, result, "oldest_with", f->oldest);
	distro(&j, result, "newest_without", f->newest);
	return lw_json_result(r, &j, result, err);
}
