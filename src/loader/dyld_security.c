/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel lets a process do, and the variables that count (dyld DyldProcessConfig.cpp, Security,
 * PathOverrides). */
#include "loader/dyld.h"

#include <string.h>

#include "base/fail.h"

/* DYLD_* does not count for such a program (pruneEnvVars); why, or NULL. */
static const char *restricted(const struct dy_process *p) {
	const struct lw_macho *m = p->main->img->macho;
	const uint32_t flags = m->signature.best == NULL ? 0 : m->signature.best->flags;
	if (p->w->secure)
		return "the program runs as another user";
	if (m->restricted)
		return "the program has a section __RESTRICT,__restrict";
	if ((flags & LW_MACHO_CS_RESTRICT) != 0)
		return "the program is signed as restricted";
	if ((flags & LW_MACHO_CS_RUNTIME) != 0 &&
	    (m->signature.entitled & 1u << LW_MACHO_ENTITLED_DYLD_ENVIRONMENT) == 0)
		return "the program is signed with the hardened runtime, without the entitlement "
		       "com.apple.security.cs.allow-dyld-environment-variables";
	return NULL;
}

/* An element that begins with @executable_path/ or @loader_path/ is below the program's directory (addEnvVar). */
static const char *expanded(struct dy_process *p, const char *list, struct lw_error *err) {
	static const char *const words[] = {"@executable_path/", "@loader_path/"};
	const char *slash = strrchr(p->main->path, '/'), *out = "";
	if (list == NULL || strchr(list, '@') == NULL || slash == NULL)
		return list;
	for (const char *at = list; at != NULL && out != NULL;) {
		const size_t n = strcspn(at, ":");
		const char *skip = at;
		for (unsigned i = 0; i < 2; i++)
			if (strncmp(at, words[i], strlen(words[i])) == 0)
				skip = at + strlen(words[i]);
		const int dir = skip == at ? 0 : (int)(slash + 1 - p->main->path);
		out = lw_sprintf(p->a, err, "%s%s%.*s%.*s", out, at == list ? "" : ":", dir, p->main->path,
				 (int)(n - (size_t)(skip - at)), skip);
		at = at[n] == ':' ? at + n + 1 : NULL;
	}
	return out;
}

/* getenv: of two values the first counts. */
static const char *variable(const struct dy_process *p, const char *name) {
	size_t from = 0;
	return p->security.env ? lw_world_getenv_from(p->w, name, &from) : NULL;
}

/* LC_DYLD_ENVIRONMENT of the program; several are one list (setString). NULL and *ok where there is none. */
static const char *embedded(struct dy_process *p, const char *name, bool *ok, struct lw_error *err) {
	const struct lw_macho *m = p->main->img->macho;
	const size_t n = strlen(name);
	const char *value = NULL;
	for (uint32_t i = 0; i < m->n_environment && *ok; i++) {
		const char *text = m->environment[i].text;
		if (text == NULL || strncmp(text, name, n) != 0 || text[n] != '=')
			continue;
		value = value == NULL ? text + n + 1 : lw_sprintf(p->a, err, "%s:%s", value, text + n + 1);
		*ok = value != NULL;
	}
	return value;
}

/* The variable's own @ paths are expanded with each path that is made of it. */
static bool read_lists(struct dy_process *p, const char *name, struct dy_lists *out, struct lw_error *err) {
	bool ok = true;
	const char *program = embedded(p, name, &ok, err);
	LW_TRY(ok);
	out->env = variable(p, name);
	out->program = expanded(p, program, err);
	return program == NULL || out->program != NULL;
}

static bool tell_unknown(struct dy_process *p, struct lw_error *err) {
	static const char *const names[] = {"DYLD_ROOT_PATH", "DYLD_SHARED_REGION", "DYLD_SHARED_CACHE_DIR"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (variable(p, names[i]) != NULL)
			LW_TRY(lw_build_note(&p->b, err, "%s is set and not followed", names[i]));
	return true;
}

bool lw_dy_configure(struct dy_process *p, struct lw_error *err) {
	struct dy_security *s = &p->security;
	s->pruned = restricted(p);
	s->env = s->pruned == NULL;
	s->at_paths = s->classic_fallbacks = !p->w->secure && !p->main->img->macho->restricted;
	LW_TRY(read_lists(p, "DYLD_LIBRARY_PATH", &p->library_path, err));
	LW_TRY(read_lists(p, "DYLD_FRAMEWORK_PATH", &p->framework_path, err));
	LW_TRY(read_lists(p, "DYLD_FALLBACK_LIBRARY_PATH", &p->fallback_library, err));
	LW_TRY(read_lists(p, "DYLD_FALLBACK_FRAMEWORK_PATH", &p->fallback_framework, err));
	LW_TRY(read_lists(p, "DYLD_VERSIONED_LIBRARY_PATH", &p->versioned_library, err));
	LW_TRY(read_lists(p, "DYLD_VERSIONED_FRAMEWORK_PATH", &p->versioned_framework, err));
	p->insert = variable(p, "DYLD_INSERT_LIBRARIES");
	p->suffix = variable(p, "DYLD_IMAGE_SUFFIX");
	for (size_t i = 0; s->pruned != NULL && i < p->w->n_env; i++)
		if (strncmp(p->w->env[i], "DYLD_", 5) == 0)
			return lw_build_note(&p->b, err, "DYLD_ variables do not count: %s", s->pruned);
	return tell_unknown(p, err);
}
