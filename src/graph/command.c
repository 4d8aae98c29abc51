/* SPDX-License-Identifier: Apache-2.0 */
#include "graph/command.h"

#include <string.h>

#include "base/ascii.h"
#include "base/shell.h"

bool lw_graph_is_elsewhere(const struct lw_graph *g) {
	return g->root != NULL && strcmp(g->root, "/") != 0;
}

bool lw_env_matters(const struct lw_graph *g, const char *entry) {
	if (g->image->format == LW_FORMAT_PE)
		return lw_ascii_begins(entry, "PATH=") || lw_ascii_begins(entry, "SYSTEMROOT=");
	return strncmp(entry, "LD_", 3) == 0 || strncmp(entry, "DYLD_", 5) == 0 ||
		strncmp(entry, "GLIBC_TUNABLES=", 15) == 0;
}

const char *lw_start_name(enum lw_start start) {
	static const char *const names[] = {
#define X(code, name) name,
		LW_STARTS(X)
#undef X
	};
	return names[start];
}

/* A command as it grows; text is NULL once memory has run out. */
struct command {
	struct lw_arena *a;
	const char *text;
	struct lw_error *err;
};

static void add(struct command *c, const char *option, const char *word) {
	const char *quoted = c->text == NULL ? NULL : lw_shell_word(c->a, word, c->err);
	c->text = quoted == NULL ? NULL : lw_sprintf(c->a, c->err, "%s %s%s", c->text, option, quoted);
}

static void windows_options(struct command *c, const struct lw_windows *w) {
	if (w->start != LW_START_AUTO)
		add(c, "--as ", lw_start_name(w->start));
	for (uint32_t i = 0; i < w->n_user_dirs; i++)
		add(c, "--windows add-dll-directory=", w->user_dirs[i]);
	if (w->dll_directory != NULL)
		add(c, "--windows dll-directory=", w->dll_directory);
	if (w->unsafe_search)
		add(c, "--windows safe-search=", "off");
	if (w->dev_override)
		add(c, "--windows dev-override=", "on");
	if (w->api_sets != NULL)
		add(c, "--windows api-sets=", "FILE");
}

static void loader_option(struct command *c, const struct lw_world *w) {
	const char *version = "";
	if (w->loader == LW_LOADER_MUSL)
		add(c, "--loader ", "musl");
	if (w->os_version[0] != 0 && w->loader == LW_LOADER_WINDOWS)
		version = lw_sprintf(c->a, c->err, "windows:%u", (unsigned)w->os_version[0]);
	if (w->os_version[0] != 0 && w->loader == LW_LOADER_DYLD)
		version =
			lw_sprintf(c->a, c->err, "dyld:%u.%u", (unsigned)w->os_version[0], (unsigned)w->os_version[1]);
	if (w->glibc_minor != 0)
		version = lw_sprintf(c->a, c->err, "glibc:2.%u", (unsigned)w->glibc_minor);
	if (version == NULL)
		c->text = NULL;
	else if (*version != '\0')
		add(c, "--loader ", version);
}

/* What differs from a world that nobody has said anything about. */
static void world_options(struct command *c, const struct lw_graph *g) {
	const struct lw_world *w = g->world;
	for (size_t i = 0; i < w->n_env; i++)
		if (lw_env_matters(g, w->env[i]))
			add(c, "--env ", w->env[i]);
	if (w->secure)
		add(c, "", "--secure");
	loader_option(c, w);
	if (w->cwd != NULL && lw_graph_is_elsewhere(g) && strcmp(w->cwd, "/") != 0)
		add(c, "--cwd ", w->cwd);
	windows_options(c, &w->windows);
	if (w->cpu.from != NULL && strcmp(w->cpu.from, "given") == 0)
		add(c, "--cpu ", w->cpu.name);
}

const char *lw_why_command(struct lw_arena *a, const struct lw_graph *g, const char *library, struct lw_error *err) {
	struct command c = {a, "linkwright why", err};
	if (lw_graph_is_elsewhere(g))
		add(&c, "--root ", g->root);
	if (g->world != NULL)
		world_options(&c, g);
	add(&c, *g->file == '-' ? "-- " : "", g->file);
	add(&c, "", library);
	return c.text;
}

const char *lw_claim_command(struct lw_arena *a, const struct lw_graph *g, const char *claim, struct lw_error *err) {
	struct command c = {a, "linkwright check", err};
	if (lw_graph_is_elsewhere(g))
		add(&c, "--root ", g->root);
	if (g->world != NULL)
		world_options(&c, g);
	add(&c, "--claim ", claim);
	add(&c, *g->file == '-' ? "-- " : "", g->file);
	return c.text;
}
