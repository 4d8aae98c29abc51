/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package-facts site DIR | wheel DIR FILE-NAME | conda DIR | flattened DIR | platform TAG...: what the readers of
 * packages tell, as JSON. tests/live/pypackages.py compares it with what it wrote, and with Python's own tools.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "os/fs.h"
#include "package/conda.h"
#include "package/site.h"
#include "package/wheel.h"

static json_t *text(const char *s) {
	return s == NULL ? json_null() : json_string(s);
}

static json_t *tags_json(const struct lw_wheel_tag *tags, uint32_t n) {
	json_t *list = json_array();
	for (uint32_t i = 0; i < n; i++)
		json_array_append_new(list, json_sprintf("%s-%s-%s", tags[i].python, tags[i].abi, tags[i].platform));
	return list;
}

static json_t *strings(const char *const *at, uint32_t n) {
	json_t *list = json_array();
	for (uint32_t i = 0; i < n; i++)
		json_array_append_new(list, json_string(at[i]));
	return list;
}

static json_t *places_json(const struct lw_site_place *at, uint32_t n) {
	json_t *list = json_array();
	for (uint32_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("[s, s]", at[i].module, at[i].path));
	return list;
}

static json_t *site_json(const struct lw_site *s) {
	json_t *dists = json_array();
	for (uint32_t i = 0; i < s->n_dists; i++) {
		const struct lw_site_dist *d = &s->dists[i];
		json_array_append_new(
			dists,
			json_pack("{s:s, s:o, s:o, s:b, s:s, s:o, s:o, s:o, s:o}", "name", d->name, "version",
				  text(d->version), "installer", text(d->installer), "editable", d->editable, "way",
				  lw_site_way_name(d->way), "project", text(d->project), "build", text(d->build),
				  "tags", strings(d->tags, d->n_tags), "places", places_json(d->places, d->n_places)));
	}
	return json_pack("{s:o, s:o, s:o}", "dists", dists, "paths", places_json(s->paths, s->n_paths), "imports",
			 places_json(s->imports, s->n_imports));
}

static json_t *wheel_json(const struct lw_wheel_audit *w) {
	json_t *faults = json_array();
	for (uint32_t i = 0; i < w->n_faults; i++)
		json_array_append_new(faults,
				      json_pack("[s, s, s, s]", lw_wheel_fault_name(w->faults[i].kind),
						w->faults[i].path, w->faults[i].expected, w->faults[i].got));
	return json_pack("{s:o, s:o, s:o, s:b, s:o, s:o, s:i, s:I}", "faults", faults, "name", text(w->name), "version",
			 text(w->version), "purelib", w->root_is_purelib, "tags", tags_json(w->tags, w->n_tags),
			 "natives", strings(w->natives, w->n_natives), "files", (int)w->n_files, "hashed",
			 (json_int_t)w->hashed);
}

static json_t *conda_json(const struct lw_conda_audit *c) {
	json_t *faults = json_array();
	for (uint32_t i = 0; i < c->n_faults; i++)
		json_array_append_new(faults,
				      json_pack("[s, s, I]", lw_conda_fault_name(c->faults[i].kind), c->faults[i].path,
						(json_int_t)c->faults[i].offset));
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:i}", "faults", faults, "name", text(c->package.name), "version",
			 text(c->package.version), "build", text(c->package.build), "subdir", text(c->package.subdir),
			 "paths", (int)c->package.n_paths);
}

static json_t *flattened_json(const struct lw_flattened *groups, uint32_t n) {
	json_t *list = json_array();
	for (uint32_t i = 0; i < n; i++)
		json_array_append_new(list,
				      json_pack("{s:o, s:I, s:s}", "paths", strings(groups[i].paths, groups[i].n),
						"size", (json_int_t)groups[i].size, "sha256", groups[i].sha256));
	return list;
}

static json_t *platform_json(const char *tag) {
	const struct lw_platform p = lw_wheel_platform(tag);
	return json_pack("{s:s, s:i, s:i, s:o, s:s}", "system", lw_platform_system_name(p.system), "major",
			 (int)p.major, "minor", (int)p.minor, "archs", strings(p.archs, p.n_archs), "spelled",
			 p.spelled);
}

static json_t *ask(char **argv, struct lw_arena *a, struct lw_error *err) {
	const struct lw_fs *fs = lw_fs_disk();
	struct lw_site s;
	struct lw_wheel_audit w;
	struct lw_conda_audit c;
	const struct lw_flattened *groups;
	uint32_t n;
	if (strcmp(argv[1], "site") == 0)
		return lw_site_read(fs, argv[2], a, &s, err) ? site_json(&s) : NULL;
	if (strcmp(argv[1], "wheel") == 0)
		return lw_wheel_audit(fs, argv[2], argv[3], a, &w, err) ? wheel_json(&w) : NULL;
	if (strcmp(argv[1], "conda") == 0)
		return lw_conda_audit(fs, argv[2], a, &c, err) ? conda_json(&c) : NULL;
	if (strcmp(argv[1], "platform") == 0)
		return platform_json(argv[2]);
	return lw_package_flattened(fs, argv[2], a, &groups, &n, err) ? flattened_json(groups, n) : NULL;
}

int main(int argc, char **argv) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	json_t *o = argc < 3 ? NULL : ask(argv, &a, &err);
	if (o == NULL)
		o = json_pack("{s:s, s:s}", "error", lw_code_name(err.code), "text", err.text);
	json_dumpf(o, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(o);
	lw_arena_free(&a);
	return err.code == LW_E_OK ? 0 : 1;
}
