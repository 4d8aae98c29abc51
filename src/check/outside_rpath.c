/* SPDX-License-Identifier: Apache-2.0 */
/* An rpath that is told from the file's own place and leads out of what is shipped together. */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "check/rule.h"
#include "os/resolve.h"
#include "target/targets.h"

/* What stands behind the word for the file's own directory; NULL: the element does not begin with it. (ld.so(8);
 * dyld(1).) */
static const char *behind_origin(const char *element) {
	static const char *const words[] = {"$ORIGIN", "${ORIGIN}", "@loader_path"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		const size_t n = strlen(words[i]);
		if (strncmp(element, words[i], n) == 0 && (element[n] == '/' || element[n] == '\0'))
			return element + n;
	}
	return NULL;
}

/* Where an element leads; *out is NULL for one that is not told from the file's place. */
static bool leads_to(struct lw_checking *c, const struct lw_subject *s, const char *element, const char **out,
		     struct lw_error *err) {
	char folded[LW_LONGEST_PATH];
	const char *rest = behind_origin(element), *slash = strrchr(s->path, '/');
	*out = NULL;
	if (rest == NULL || slash == NULL)
		return true;
	const char *path = lw_sprintf(c->a, err, "%.*s%s", (int)(slash - s->path), s->path, rest);
	LW_TRY(path != NULL);
	if (lw_path_fold(path, folded, sizeof folded))
		*out = lw_sprintf(c->a, err, "%s/", folded);
	return *out != NULL || err->code == LW_E_OK;
}

static bool subject(struct lw_checking *c, const struct lw_target *t, const struct lw_subject *s,
		    struct lw_error *err) {
	struct lw_rpath_elements list;
	LW_TRY(lw_rpath_split(c, s->image, &list, err));
	for (uint32_t i = 0; i < list.n; i++) {
		const struct lw_spot at = {.file = s->shown, .off = list.at[i].off, .level = LW_LEVEL_OF_RULE};
		const char *dir;
		LW_TRY(leads_to(c, s, list.at[i].text, &dir, err));
		if (dir != NULL && strncmp(dir, t->prefix, strlen(t->prefix)) != 0)
			LW_TRY(lw_found(c, at, err,
					"%s names %s, which leads out of %s: what lies there does not come along",
					list.at[i].entry, list.at[i].text, t->word));
	}
	return true;
}

bool lw_rule_outside_rpath(struct lw_checking *c, struct lw_error *err) {
	const struct lw_target *t = &c->set->targets->list.at[c->set->target];
	/* A file or process is no package; nothing leads out of a root. */
	if (t->kind == LW_TARGET_FILE || t->prefix[0] == '\0' || t->prefix[1] == '\0')
		return true;
	for (uint32_t i = 0; i < c->set->subjects.n; i++)
		if (c->set->subjects.at[i].image != NULL)
			LW_TRY(subject(c, t, &c->set->subjects.at[i], err));
	return true;
}
