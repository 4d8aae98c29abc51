/* SPDX-License-Identifier: Apache-2.0 */
/* What stands at the head of each result: the file, the loader, the world. */
#include <stdio.h>
#include <string.h>

#include "graph/command.h"
#include "report/json.h"

static json_t *loader(struct lw_json *j, const struct lw_loader_facts *f) {
	json_t *o = lw_json_object(j);
	lw_json_text(j, o, "kind", f->kind);
	lw_json_text(j, o, "version", f->version);
	lw_json_text(j, o, "version_from", f->version_from);
	lw_json_bool(j, o, "assumed", f->version_assumed);
	lw_json_text(j, o, "path", f->path);
	json_t *dirs = lw_json_list(j);
	for (uint32_t i = 0; i < f->n_dirs; i++)
		lw_json_add(j, dirs, json_string(f->dirs[i]));
	lw_json_put(j, o, "dirs", dirs);
	lw_json_text(j, o, "dirs_from", f->dirs_from);
	return o;
}

/* "NAME=VALUE"; an entry without "=" is no variable. Of several values of a name the last counts, as it does for ld.so.
 */
static void variable(struct lw_json *j, json_t *env, const char *entry) {
	char name[256];
	const char *eq = strchr(entry, '=');
	const size_t n = eq == NULL ? 0 : (size_t)(eq - entry);
	if (n == 0 || n >= sizeof name - sizeof "_hex")
		return;
	memcpy(name, entry, n);
	name[n] = '\0';
	lw_json_text(j, env, name, eq + 1);
}

/* How the loader of Windows was told to search. */
static json_t *windows(struct lw_json *j, const struct lw_windows *w) {
	json_t *o = lw_json_object(j), *dirs = lw_json_list(j), *holder = lw_json_object(j);
	lw_json_text(j, o, "as", lw_start_name(w->start));
	lw_json_bool(j, o, "safe_search", !w->unsafe_search);
	lw_json_bool(j, o, "dev_override", w->dev_override);
	for (uint32_t i = 0; i < w->n_user_dirs; i++) {
		lw_json_text(j, holder, "text", w->user_dirs[i]);
		lw_json_add(j, dirs, json_incref(json_object_get(holder, "text")));
	}
	json_decref(holder);
	lw_json_put(j, o, "add_dll_directories", dirs);
	lw_json_text(j, o, "dll_directory", w->dll_directory);
	lw_json_bool(j, o, "api_sets_given", w->api_sets != NULL);
	return o;
}

static json_t *world(struct lw_json *j, const struct lw_graph *g) {
	const struct lw_world *w = g->world;
	json_t *o = lw_json_object(j), *env = lw_json_object(j);
	for (size_t i = 0; i < w->n_env; i++)
		variable(j, env, w->env[i]);
	lw_json_text(j, o, "root", g->root == NULL ? "/" : g->root);
	lw_json_text(j, o, "cwd", w->cwd == NULL ? "/" : w->cwd);
	lw_json_bool(j, o, "secure", w->secure);
	lw_json_text(j, o, "cpu", w->cpu.name[0] == '\0' || g->image->format == LW_FORMAT_PE ? NULL : w->cpu.name);
	lw_json_text(j, o, "cpu_from", w->cpu.from == NULL ? "baseline" : w->cpu.from);
	lw_json_text(j, o, "platform", g->loader.platform);
	lw_json_put(j, o, "env", env);
	if (g->image->format == LW_FORMAT_PE)
		lw_json_put(j, o, "windows", windows(j, &w->windows));
	return o;
}

void lw_json_head(struct lw_json *j, json_t *result, const struct lw_graph *g) {
	if (g->is_static)
		lw_json_put(j, result, "loader", json_null());
	else
		lw_json_put(j, result, "loader", loader(j, &g->loader));
	if (g->world == NULL)
		lw_json_put(j, result, "world", json_null());
	else
		lw_json_put(j, result, "world", world(j, g));
}
