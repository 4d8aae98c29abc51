/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conda: an environment has conda-meta/NAME-VERSION-BUILD.json for each package, with "name", "version", "build",
 * "license" and "files", the paths below the environment (conda, models/records.py PrefixRecord).
 */
#include <string.h>

#include "base/fail.h"
#include "bytes/json.h"
#include "owner/owner.h"

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

static bool record(struct prefix *p, const char *name, struct lw_error *err) {
	const struct lw_arena_mark mark = lw_arena_mark(&p->o->scratch);
	struct lw_span s = {0};
	int sys;
	const size_t n = strlen(name);
	if (n < 5 || strcmp(name + n - 5, ".json") != 0)
		return true;
	const char *path = lw_sprintf(&p->o->scratch, err, "%sconda-meta/%s", p->dir, name);
	LW_TRY(path != NULL && lw_session_slurp(p->o->s, path, LARGEST_RECORD, &p->o->scratch, &s, &sys, err));
	struct lw_error bad = {0};
	json_t *top = sys != 0 || s.len == 0 ? NULL : lw_json_read(s, 0, "", &bad);
	const bool ok =
		bad.code == LW_E_NOMEM ? lw_fail(err, LW_E_NOMEM, "out of memory") : top == NULL || files(p, top, err);
	json_decref(top);
	lw_arena_rewind(&p->o->scratch, mark);
	return ok;
}

static bool environment(struct lw_owning *o, const char *dir, struct lw_error *err) {
	struct prefix p = {o, dir};
	const struct lw_dir_names *names;
	const char *meta = lw_strcat2(o->a, dir, "conda-meta", err);
	LW_TRY(meta != NULL && lw_session_names(o->s, meta, &names, err));
	for (uint32_t i = 0; names->sys == 0 && i < names->list.n; i++)
		LW_TRY(record(&p, names->list.at[i], err));
	return true;
}

bool lw_owners_conda(struct lw_owning *o, struct lw_error *err) {
	return lw_owners_above(o, environment, err);
}
