/* SPDX-License-Identifier: Apache-2.0 */
/* A row as one line of JSON; share/schema/scan-1.json describes it. */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "linkwright/elf.h"
#include "names/elf_names.h"
#include "report/json.h"
#include "report/scan_row.h"

static void put_path(struct lw_json *j, json_t *row, const struct lw_scan_row *r) {
	const size_t n = strlen(r->dir), k = strlen(r->name);
	char *path = malloc(n + k + 1);
	if (path == NULL) {
		j->failed = true;
		return;
	}
	memcpy(path, r->dir, n);
	memcpy(path + n, r->name, k + 1);
	lw_json_text(j, row, "path", path);
	free(path);
}

static void put_needs(struct lw_json *j, json_t *row, const char *key, const struct lw_image *img,
		      enum lw_need_kind kind) {
	json_t *list = lw_json_list(j);
	for (uint32_t i = 0; i < img->n_needs; i++)
		if (img->needs[i].kind == kind)
			lw_json_add_text(j, list, img->needs[i].name);
	lw_json_put(j, row, key, list);
}

/* One object for each file; the reader gives all versions of one record the same string. */
static void put_versions(struct lw_json *j, json_t *row, const struct lw_image *img) {
	json_t *list = lw_json_list(j), *names = NULL;
	const char *last = NULL;
	for (uint32_t i = 0; img->elf != NULL && i < img->elf->n_verneeds; i++) {
		const struct lw_verneed *v = &img->elf->verneeds[i];
		if (v->file != last || names == NULL) {
			json_t *file = lw_json_object(j);
			lw_json_text(j, file, "file", v->file);
			lw_json_put(j, file, "versions", names = lw_json_list(j));
			lw_json_add(j, list, file);
			last = v->file;
		}
		lw_json_add_text(j, names, v->version);
	}
	lw_json_put(j, row, "versions", list);
}

static void put_image(struct lw_json *j, json_t *row, const struct lw_image *img) {
	const char *machine = lw_elf_machine_exact_name(img->machine, img->bits, img->big_endian);
	lw_json_put(j, row, "format", json_string("elf"));
	lw_json_put(j, row, "kind", json_string(lw_kind_name(img->kind)));
	lw_json_number(j, row, "bits", img->bits);
	lw_json_bool(j, row, "big_endian", img->big_endian);
	lw_json_text(j, row, "machine", machine);
	lw_json_text(j, row, "interpreter", img->interp);
	lw_json_text(j, row, "soname", img->soname.text);
	lw_json_text(j, row, "rpath", img->rpath.text);
	lw_json_text(j, row, "runpath", img->runpath.text);
	put_needs(j, row, "needed", img, LW_NEED_LIBRARY);
	put_needs(j, row, "auxiliary", img, LW_NEED_AUXILIARY);
	put_needs(j, row, "filter", img, LW_NEED_FILTER);
	put_versions(j, row, img);
	lw_json_build_id(j, row, img);
}

void lw_json_start(void) {
	json_object_seed(0);
}

bool lw_scan_row_json(struct lw_out *o, const struct lw_scan_row *r, struct lw_error *err) {
	struct lw_json j = {0};
	json_t *row = lw_json_object(&j);
	put_path(&j, row, r);
	lw_json_number(&j, row, "size", r->size);
	if (r->image != NULL)
		put_image(&j, row, r->image);
	if (r->error != NULL)
		lw_json_error(&j, row, r->image != NULL ? "damage" : "error", r->error);
	const bool ok = !j.failed && lw_json_write(o, row);
	json_decref(row);
	lw_out_text(o, "\n");
	return ok || lw_fail(err, LW_E_NOMEM, "out of memory");
}
