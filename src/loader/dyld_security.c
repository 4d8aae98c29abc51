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

/* What a list may grow to. */
#define LONGEST_LIST ((size_t)16 << 20)

/* Appends; without a place only the length counts. */
static size_t put(char *out, size_t at, const char *text, size_t n) {
	if (out != NULL)
		memcpy(out + at, text, n);
	return at + n;
}

/* An element that begins with @executable_path/ or @loader_path/ is below the program's directory (addEnvVar). */
static size_t expand_list(const struct dy_process *p, const char *list, char *out) {
	static const char *const words[] = {"@executable_path/", "@loader_path/"};
	const size_t dir = (size_t)(strrchr(p->main->path, '/') + 1 - p->main->path);
	size_t length = 0;
	for (const char *at = list; at != NULL;) {
		const size_t n = strcspn(at, ":");
		size_t skip = 0;
		for (unsigned i = 0; i < 2; i++)
			if (strncmp(at, words[i], strlen(words[i])) == 0)
				skip = strlen(words[i]);
		length = put(out, length, ":", at == list ? 0 : 1);
		length = put(out, length, p->main->path, skip == 0 ? 0 : dir);
		length = put(out, length, at + skip, n - skip);
		at = at[n] == ':' ? at + n + 1 : NULL;
	}
	return length;
}

static const char *expanded(struct dy_process *p, const char *list, struct lw_error *err) {
	if (list == NULL || strchr(list, '@') == NULL || strchr(p->main->path, '/') == NULL)
		return list;
	const size_t n = expand_list(p, list, NULL);
	if (n > LONGEST_LIST) {
		lw_fail(err, LW_E_LIMIT, "a list of LC_DYLD_ENVIRONMENT would have %zu bytes", n);
		return NULL;
	}
	char *out = lw_alloc(p->a, n + 1, 1, err);
	if (out != NULL)
		out[expand_list(p, list, out)] = '\0';
	return out;
}

/* getenv: of two values the first counts. */
static const char *variable(const struct dy_process *p, const char *name) {
	size_t from = 0;
	return p->security.env ? lw_world_getenv_from(p->w, name, &from) : NULL;
}

/* All of one variable, with colons between them. */
static size_t join_embedded(const struct lw_macho *m, const char *name, char *out) {
	const size_t n = strlen(name);
	size_t length = 0;
	for (uint32_t i = 0; i < m->n_environment; i++) {
		const char *text = m->environment[i].text;
		if (text == NULL || strncmp(text, name, n) != 0 || text[n] != '=')
			continue;
		length = put(out, length, ":", 1);
		length = put(out, length, text + n + 1, strlen(text + n + 1));
	}
	return length;
}

/* LC_DYLD_ENVIRONMENT of the program; several are one list (setString). NULL and *ok where there is none. */
static const char *embedded(struct dy_process *p, const char *name, bool *ok, struct lw_error *err) {
	const struct lw_macho *m = p->main->img->macho;
	const size_t n = join_embedded(m, name, NULL);
	if (n == 0)
		return NULL;
	char *out = lw_alloc(p->a, n + 1, 1, err);
	*ok = out != NULL;
	if (out == NULL)
		return NULL;
	out[join_embedded(m, name, out)] = '\0';
	return out + 1; /* behind the first colon */
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
