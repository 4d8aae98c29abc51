/* SPDX-License-Identifier: Apache-2.0 */
/* What a wheel says of itself against what it holds: RECORD, names and tags. */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "check/rule.h"
#include "check/wheel_binaries.h"
#include "package/wheel.h"
#include "target/targets.h"

static bool is_of_tags(enum lw_wheel_fault_kind kind) {
	return kind == LW_WHEEL_F_TAGS || kind == LW_WHEEL_F_PURELIB_NATIVE || kind == LW_WHEEL_F_ANY_NATIVE;
}

static bool tell(struct lw_checking *c, const struct lw_wheel_fault *f, struct lw_error *err) {
	const char *word = c->set->targets->list.at[c->set->target].word;
	const bool whole = *f->path == '\0' || strcmp(f->path, lw_path_base(word)) == 0;
	const char *file = whole ? word : lw_sprintf(c->a, err, "%s/%s", word, f->path);
	const struct lw_spot at = {.file = file, .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	if (file == NULL)
		return false;
	if (*f->expected == '\0' && *f->got == '\0')
		return lw_found(c, at, err, "%s", lw_wheel_fault_words(f->kind));
	if (whole && *f->expected == '\0')
		return lw_found(c, at, err, "%s", f->got);
	return lw_found(c, at, err, "%s: promised is %s, and there is %s", lw_wheel_fault_words(f->kind),
			*f->expected == '\0' ? "nothing" : f->expected, *f->got == '\0' ? "nothing" : f->got);
}

/* Of a wheel its audit, made once; *out is NULL for another target. */
static bool audit(struct lw_checking *c, const struct lw_wheel_audit **out, struct lw_error *err) {
	const struct lw_target *t = &c->set->targets->list.at[c->set->target];
	const struct lw_archive *ar = lw_target_archive(c->set->targets, c->set->target);
	const char *name = lw_path_base(t->word);
	const size_t n = strlen(name);
	*out = c->set->memo->wheel;
	if (t->kind != LW_TARGET_WHEEL || ar == NULL || *out != NULL)
		return true;
	struct lw_wheel_audit *made = lw_alloc(c->set->a, 1, sizeof *made, err);
	LW_TRY(made != NULL &&
	       lw_wheel_audit(lw_archive_fs(ar), "/", n > 4 && strcmp(name + n - 4, ".whl") == 0 ? name : NULL,
			      c->set->a, made, err));
	*out = c->set->memo->wheel = made;
	return true;
}

static bool faults(struct lw_checking *c, bool of_tags, struct lw_error *err) {
	const struct lw_wheel_audit *found;
	LW_TRY(audit(c, &found, err));
	for (uint32_t i = 0; found != NULL && i < found->n_faults; i++)
		if (is_of_tags(found->faults[i].kind) == of_tags)
			LW_TRY(tell(c, &found->faults[i], err));
	return true;
}

bool lw_rule_wheel_record(struct lw_checking *c, struct lw_error *err) {
	return faults(c, false, err);
}

bool lw_rule_wheel_tags(struct lw_checking *c, struct lw_error *err) {
	return faults(c, true, err) && lw_wheel_binaries(c, err);
}

/* "x.whl/pkg.libs/libz3.so" and the others of one group. */
static bool group(struct lw_checking *c, const char *word, const struct lw_flattened *g, struct lw_error *err) {
	const char *list = lw_path_base(g->paths[0]);
	for (uint32_t i = 1; list != NULL && i < g->n; i++)
		list = lw_sprintf(c->a, err, "%s, %s", list, lw_path_base(g->paths[i]));
	const char *file = lw_sprintf(c->a, err, "%s/%s", word, g->paths[0] + strspn(g->paths[0], "/"));
	const struct lw_spot at = {.file = file, .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	return list != NULL && file != NULL &&
		lw_found(c, at, err,
			 "%s are %u copies of one file, where links were meant: each name that is loaded is a library "
			 "of its "
			 "own, and the package is %llu bytes larger",
			 list, (unsigned)g->n, (unsigned long long)(g->size * (g->n - 1)));
}

bool lw_rule_flattened_links(struct lw_checking *c, struct lw_error *err) {
	const struct lw_target *t = &c->set->targets->list.at[c->set->target];
	const struct lw_archive *ar = lw_target_archive(c->set->targets, c->set->target);
	const bool whole = ar != NULL && t->kind != LW_TARGET_IMAGE;
	const struct lw_flattened *groups;
	uint32_t n;
	if (!whole && t->kind != LW_TARGET_SITE)
		return true;
	LW_TRY(lw_package_flattened(whole ? lw_archive_fs(ar) : c->s->fs, whole ? "/" : t->top, c->a, &groups, &n,
				    err));
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(group(c, t->word, &groups[i], err));
	return true;
}
