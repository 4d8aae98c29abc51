/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conda: an environment has conda-meta/NAME-VERSION-BUILD.json for each package, with "name", "version", "build",
 * "license" and "files", the paths below the environment (conda, models/records.py PrefixRecord).
 */
#include <string.h>

#include "base/fail.h"
#include "bytes/json.h"
#include "owner/owner.h"
#include "session/files.h"

#define LARGEST_RECORD ((uint64_t)64 << 20)

struct prefix {
	struct lw_owning *o;
	const char *dir; /* with a slash behind it */
};

static bool files(struct prefix *p, const json_t *top, struct lw_error *err) {
	struct lw_owner owner = {.manager = "conda",
				 .package = json_string_value(json_object_get(top, "name")),
				 .license = json_string_value(json_object_get(top, "license"))};
	const char *version = json_string_value(json_object_get(top, "version"));
	const char *build = json_string_value(json_object_get(top, "build"));
	const json_t *list = json_object_get(top, "files");
	if (owner.package == NULL)
		return true;
	if (version != NULL)
		LW_TRY((owner.version = lw_sprintf(&p->o->scratch, err, "%s%s%s", version, build == NULL ? "" : "-",
						   build == NULL ? "" : build)) != NULL);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *file = json_string_value(json_array_get(list, i));
		const struct lw_arena_mark mark = lw_arena_mark(&p->o->scratch);
		const char *path = file == NULL ? NULL : lw_strcat2(&p->o->scratch, p->dir, file, err);
		LW_TRY(file == NULL || (path != NULL && lw_owner_note(p->o, path, strlen(path), &owner, err)));
		lw_arena_rewind(&p->o->scratch, mark);
	}
	return true;
}

static bool record(void *ctx, const char *name, struct lw_span bytes, bool *enough, struct lw_error *err) {
	struct prefix *p = ctx;
	struct lw_error bad = {0};
	const struct lw_arena_mark mark = lw_arena_mark(&p->o->scratch);
	(void)name;
	json_t *top = bytes.len == 0 ? NULL : lw_json_read(bytes, 0, "", &bad);
	const bool ok =
		bad.code == LW_E_NOMEM ? lw_fail(err, LW_E_NOMEM, "out of memory") : top == NULL || files(p, top, err);
	json_decref(top);
	lw_arena_rewind(&p->o->scratch, mark);
	*enough = p->o->n_left == 0;
	return ok;
}

static bool environment(struct lw_owning *o, const char *dir, struct lw_error *err) {
	struct prefix p = {o, dir};
	const char *meta = lw_strcat2(o->a, dir, "conda-meta", err);
	const struct lw_session_files which = {
		.dir = meta, .ending = ".json", .limit = LARGEST_RECORD, .each = record, .ctx = &p};
	return meta != NULL && lw_session_each_file(o->s, &which, err);
}

bool lw_owners_conda(struct lw_owning *o, struct lw_error *err) {
	return lw_owners_above(o, environment, err);
}
