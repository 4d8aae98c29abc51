/* SPDX-License-Identifier: Apache-2.0 */
/* What Python files load with their own hands, and what that changes for others. */
#include "base/fail.h"
#include "base/path.h"
#include "check/rule.h"

/* What it does to extension modules that are imported afterwards (glibc elf/dl-load.c _dl_map_object; dlopen(3)). */
static const char *effect(struct lw_checking *c, const struct lw_preload *p, struct lw_error *err) {
	const struct lw_image *img = p->library->image;
	const bool global = p->call->mode == LW_PY_GLOBAL;
	const char *soname =
		img == NULL || img->soname.text == NULL ? lw_path_base(p->library->path) : img->soname.text;
	const char *served = "";
	if (p->n_served != 0)
		served = lw_sprintf(c->a, err, "; %s asks for it and finds it only so%s", lw_path_base(p->who->path),
				    p->n_served > 1 ? ", and others" : "");
	return served == NULL
		? NULL
		: lw_sprintf(c->a, err, "what asks for %s afterwards gets this file without a search%s%s", soname,
			     global ? ", and what is loaded afterwards binds to its symbols" : "", served);
}

static bool load(struct lw_checking *c, const struct lw_preload *p, struct lw_error *err) {
	const struct lw_spot at = {.file = p->call->shown,
				   .off = LW_NO_OFFSET,
				   .level = p->n_served != 0 ? LW_LEVEL_WARNING : LW_LEVEL_OF_RULE};
	const char *does = effect(c, p, err);
	return does != NULL &&
		lw_found(c, at, err, "line %u opens %s with %s%s: %s", (unsigned)p->call->line, p->library->shown,
			 p->call->call, p->call->certain ? "" : ", if the code comes there", does);
}

static bool directory(struct lw_checking *c, const struct lw_py_call *l, struct lw_error *err) {
	const struct lw_spot at = {.file = l->shown, .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	const char *dir;
	LW_TRY(lw_set_dll_dir(c->set, l, &dir, err));
	return dir == NULL ||
		lw_found(c, at, err,
			 "line %u has DLLs searched in %s, with %s: what is found there is found only after that",
			 (unsigned)l->line, dir, l->call);
}

bool lw_rule_python_loads(struct lw_checking *c, struct lw_error *err) {
	for (uint32_t i = 0; i < c->set->preloads.n; i++)
		LW_TRY(load(c, &c->set->preloads.at[i], err));
	for (uint32_t i = 0; i < c->set->calls.n; i++)
		LW_TRY(directory(c, &c->set->calls.at[i], err));
	return true;
}
