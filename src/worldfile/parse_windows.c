/* SPDX-License-Identifier: Apache-2.0 */
/* Statements about Windows: how the file is started, what the process told the loader, its map of API sets. */
#include <string.h>

#include "base/fail.h"
#include "worldfile/parse.h"

static const char *const starts[] = {
#define X(code, name) [LW_START_##code] = name,
	LW_STARTS(X)
#undef X
};

static bool start(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	for (unsigned i = 0; i < LW_N_STARTS; i++)
		if (strcmp(w->at[1], starts[i]) == 0) {
			r->w->world.windows.start = (enum lw_start)i;
			return true;
		}
	return lw_fail(err, LW_E_MALFORMED, "%s is no way to start a file of Windows", w->at[1]);
}

static bool user_dir(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	const char **slot = lw_vec_add(r->a, &r->w->user_dirs, err);
	if (slot == NULL)
		return false;
	*slot = w->at[1];
	return true;
}

static bool dll_directory(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	(void)err;
	r->w->world.windows.dll_directory = w->at[1];
	return true;
}

static bool put(struct lw_world_reading *r, const char *text, struct lw_error *err) {
	for (; *text != '\0'; text++) {
		uint8_t *c = lw_vec_add(r->a, &r->w->api_sets, err);
		if (c == NULL)
			return false;
		*c = (uint8_t)*text;
	}
	return true;
}

/* `apiset NAME = HOST [IMPORTER:HOST…]` becomes a line of the map's text form (format/apiset.h). */
static bool apiset(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err) {
	bool good = w->n > 3 && strcmp(w->at[2], "=") == 0;
	for (unsigned i = 1; i < w->n; i++)
		good = good && strpbrk(w->at[i], ",#\"\n") == NULL;
	if (!good)
		return lw_fail(err, LW_E_MALFORMED,
			       "a contract is written: apiset NAME = HOST [IMPORTER:HOST...]; a name has no , # \"");
	LW_TRY(put(r, w->at[1], err));
	for (unsigned i = 3; i < w->n; i++)
		LW_TRY(put(r, i == 3 ? " = " : ", ", err) && put(r, w->at[i][0] == '\0' ? "\"\"" : w->at[i], err));
	return put(r, "\n", err);
}

static const struct {
	const char *word;
	bool (*fn)(struct lw_world_reading *r, const struct lw_words *w, struct lw_error *err);
} statements[] = {{"start", start}, {"user-dir", user_dir}, {"dll-directory", dll_directory}, {"apiset", apiset}};

bool lw_world_windows_statement(struct lw_world_reading *r, const struct lw_words *w, bool *known,
				struct lw_error *err) {
	struct lw_windows *win = &r->w->world.windows;
	*known = true;
	for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
		if (strcmp(statements[i].word, w->at[0]) != 0)
			continue;
		return w->n > 1 ? statements[i].fn(r, w, err)
				: lw_fail(err, LW_E_MALFORMED, "%s lacks its value", w->at[0]);
	}
	if (strcmp(w->at[0], "unsafe-search") == 0)
		win->unsafe_search = true;
	else if (strcmp(w->at[0], "dev-override") == 0)
		win->dev_override = true;
	else
		*known = false;
	return true;
}

void lw_world_windows_end(struct lw_world_reading *r) {
	struct lw_windows *win = &r->w->world.windows;
	win->user_dirs = r->w->user_dirs.at;
	win->n_user_dirs = r->w->user_dirs.n;
	win->api_sets = r->w->api_sets.at;
	win->n_api_sets = r->w->api_sets.n;
}
