/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "cli/world_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/path.h"

#define LARGEST_CWD ((size_t)1 << 20)

extern char **environ;

static const char *caller_cwd(struct cli_options *o, struct lw_error *err) {
	for (size_t n = 512; n <= LARGEST_CWD; n *= 2) {
		char *buffer = lw_alloc(&o->arena, n, 1, err);
		if (buffer == NULL || getcwd(buffer, n) != NULL)
			return buffer;
		if (errno != ERANGE)
			break;
	}
	lw_fail(err, LW_E_IO, "the current directory cannot be told: %s", strerror(errno));
	return NULL;
}

const char *cli_absolute(struct cli_options *o, const struct cli_place *place, const char *file, struct lw_error *err) {
	return lw_path_is_windows(file) ? file : lw_path_absolute(&o->arena, place->cwd, file, err);
}

/* The value takes the place of all that the name has already. */
static bool set_variable(struct cli_options *o, struct cli_list *env, const char *entry, struct lw_error *err) {
	const size_t n = strcspn(entry, "=") + 1;
	uint32_t kept = 0;
	for (uint32_t i = 0; i < env->n; i++)
		if (strncmp(env->at[i], entry, n) != 0)
			env->at[kept++] = env->at[i];
	env->n = kept;
	const char **slot = lw_vec_add(&o->arena, env, err);
	if (slot == NULL)
		return false;
	*slot = entry;
	return true;
}

static bool environment(struct cli_options *o, struct lw_world *w, bool inherit, struct lw_error *err) {
	struct cli_list env = {0};
	for (char **at = environ; inherit && at != NULL && *at != NULL; at++) {
		const char **slot = lw_vec_add(&o->arena, &env, err);
		if (slot == NULL)
			return false;
		*slot = *at;
	}
	for (uint32_t i = 0; i < o->env.n; i++) {
		const char *entry = o->env.at[i], *eq = strchr(entry, '=');
		if (eq == NULL || eq == entry)
			return lw_fail(err, LW_E_USAGE, "option '--env' takes NAME=VALUE, and '%s' is not of that form",
				       entry);
		LW_TRY(set_variable(o, &env, entry, err));
	}
	w->env = env.at;
	w->n_env = env.n;
	return true;
}

bool cli_is_root(const char *path) {
	return path == NULL || *path == '\0' || path[strspn(path, "/")] == '\0';
}

bool cli_session_new(const struct cli_options *o, struct lw_session **out, struct lw_error *err) {
	if (cli_is_root(o->root))
		return lw_session_new(out, err);
	struct lw_error why = {0};
	return lw_session_new_root(o->root, out, &why) ||
		lw_fail(err, why.code == LW_E_IO ? LW_E_USAGE : why.code, "option '--root': %.150s %s", o->root,
			why.text);
}

/* Is it there, in the tree that is looked at? */
static bool check_directory(const struct cli_options *o, const char *path, struct lw_error *err) {
	struct lw_session *s = NULL;
	const struct lw_file *f = NULL;
	int sys = 0;
	bool ok = cli_session_new(o, &s, err) && lw_session_load(s, path, &f, &sys, err);
	if (ok && sys != 0)
		ok = lw_fail(err, LW_E_USAGE, "option '--cwd': %s: %s", o->cwd, strerror(sys));
	else if (ok && f->kind != LW_FILE_DIRECTORY)
		ok = lw_fail(err, LW_E_USAGE, "option '--cwd': %s is not a directory", o->cwd);
	lw_session_free(s);
	return ok;
}

static bool directory(struct cli_options *o, struct cli_place *place, struct lw_error *err) {
	LW_TRY((place->own_cwd = caller_cwd(o, err)) != NULL);
	place->cwd = cli_is_root(o->root) ? place->own_cwd : "/";
	place->world.cwd = place->cwd;
	if (o->cwd == NULL)
		return true;
	place->world.cwd = cli_absolute(o, place, o->cwd, err);
	/* The library knows where "C:\\x" lies. */
	LW_TRY(place->world.cwd != NULL && (lw_path_is_windows(o->cwd) || check_directory(o, place->world.cwd, err)));
	if (!cli_is_root(o->root))
		place->cwd = place->world.cwd;
	return true;
}

static bool cpu(const struct cli_options *o, struct lw_world *w, struct lw_error *err) {
	if (o->cpu == NULL) {
		lw_cpu_of_this_machine(&w->cpu);
		return true;
	}
	struct lw_error why = {0};
	if (lw_cpu_parse(o->cpu, &w->cpu, &why))
		return true;
	return lw_fail(err, LW_E_USAGE, "option '--cpu': '%.60s' %s", o->cpu, why.text);
}

static bool loader(const struct cli_options *o, struct lw_world *w, struct lw_error *err) {
	static const char kind[] = "glibc";
	const char *text = o->loader;
	if (text == NULL)
		return true;
	if (strncmp(text, "dyld", 4) == 0 && (text[4] == '\0' || text[4] == ':')) {
		w->loader = LW_LOADER_DYLD;
		if (text[4] == '\0' || lw_os_version_parse(text + 5, w->os_version))
			return true;
	}
	if (strncmp(text, "windows", 7) == 0 && (text[7] == '\0' || text[7] == ':')) {
		w->loader = LW_LOADER_WINDOWS;
		if (text[7] == '\0' || strcmp(text + 7, ":10") == 0 || strcmp(text + 7, ":11") == 0)
			return text[7] == '\0' || lw_os_version_parse(text + 8, w->os_version);
	}
	w->loader = strcmp(text, "musl") == 0 ? LW_LOADER_MUSL : LW_LOADER_GLIBC;
	if (w->loader == LW_LOADER_MUSL || strcmp(text, kind) == 0)
		return true;
	if (strncmp(text, kind, sizeof kind - 1) == 0 && strncmp(text + sizeof kind - 1, ":2.", 3) == 0) {
		char *end;
		const unsigned long minor = strtoul(text + sizeof kind + 2, &end, 10);
		if (text[sizeof kind + 2] >= '1' && text[sizeof kind + 2] <= '9' && *end == '\0' && minor < 1000) {
			w->glibc_minor = (uint16_t)minor;
			return true;
		}
	}
	return lw_fail(err, LW_E_USAGE,
		       "option '--loader' takes glibc, glibc:2.N (as glibc:2.36), musl, dyld, dyld:N.N (a macOS as "
		       "dyld:14.5), windows, windows:10 or windows:11, not '%s'",
		       o->loader);
}

/* Loaders before glibc 2.36 look at the kernel's version; without the option it is this machine's. */
static bool kernel(const struct cli_options *o, struct lw_world *w, struct lw_error *err) {
	struct lw_error bad = {0};
	if (o->kernel == NULL) {
		lw_kernel_of_this_machine(w->kernel);
		return true;
	}
	if (lw_kernel_parse(o->kernel, w->kernel, &bad))
		return true;
	return lw_fail(err, LW_E_USAGE, "option '--kernel' takes a version as 6.1.0, not '%s'", o->kernel);
}

bool cli_world_from(struct cli_options *o, struct cli_place *out, struct lw_error *err) {
	*out = (struct cli_place){.world = {.sz = sizeof out->world, .secure = o->secure}};
	LW_TRY(environment(o, &out->world, o->env_inherit, err));
	LW_TRY(directory(o, out, err));
	LW_TRY(cpu(o, &out->world, err));
	LW_TRY(loader(o, &out->world, err));
	LW_TRY(cli_windows_from(o, &out->world.windows, err));
	return kernel(o, &out->world, err);
}

bool cli_world_of_caller(struct cli_options *o, struct cli_place *out, struct lw_error *err) {
	o->env_inherit = true;
	return cli_world_from(o, out, err);
}

bool cli_graph_without(const struct cli_place *place, struct lw_session *s, const char *path,
		       const struct lw_graph **out, struct lw_error *err) {
	struct lw_world clean = place->world;
	*out = NULL;
	clean.n_env = 0;
	return place->world.n_env == 0 || lw_graph_build(s, &clean, path, out, err);
}
