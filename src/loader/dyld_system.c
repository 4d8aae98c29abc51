/* SPDX-License-Identifier: Apache-2.0 */
/* What tells which libraries macOS has: a shared cache below the root, else the stubs of an SDK, else their names. */
#include <string.h>

#include "base/fail.h"
#include "format/dyldcache.h"
#include "format/tbd.h"
#include "loader/dyld.h"
#include "names/macho_names.h"

/* dyld SharedCacheRuntime.cpp, getDyldCacheFile; Cryptexes since macOS 13, on the disk in Preboot. */
static const char *const places[] = {
	"/System/Cryptexes/OS/System/Library/dyld",
	"/System/Volumes/Preboot/Cryptexes/OS/System/Library/dyld",
	"/private/preboot/Cryptexes/OS/System/Library/dyld",
	"/System/Library/dyld",
};

/* Which caches serve a machine: those of an Apple chip are built for arm64e, and serve arm64 too. */
static const struct {
	const char *arch, *caches[2];
} caches[] = {
	{"arm64e", {"arm64e", NULL}},
	{"arm64", {"arm64e", "arm64"}},
	{"x86_64h", {"x86_64h", "x86_64"}},
	{"x86_64", {"x86_64h", "x86_64"}},
};

const char *lw_dy_cache_arch(const char *arch) {
	for (size_t i = 0; i < sizeof caches / sizeof caches[0]; i++)
		if (strcmp(caches[i].arch, arch) == 0)
			return caches[i].caches[0];
	return NULL;
}

/* A cache's names, or why it has none; kept for the next graph of the session. */
struct dy_names {
	struct lw_map names;
	const char *damage;
};

static bool read_cache(struct dy_process *p, const char *path, struct dy_names **out, struct lw_error *err) {
	struct lw_session *s = p->s;
	const struct lw_dyldcache *c;
	struct lw_error what;
	lw_error_clear(&what);
	struct dy_names *n = lw_alloc(&s->arena, 1, sizeof *n, err);
	if (n == NULL)
		return false;
	if (!lw_session_dyldcache(s, path, &c, &what)) {
		if (what.code == LW_E_NOMEM)
			return lw_fail(err, what.code, "%s", what.text);
		n->damage = lw_strdup(&s->arena, what.text, err);
		LW_TRY(n->damage != NULL);
	} else {
		for (uint32_t i = 0; i < c->n_names; i++)
			if (lw_map_get(&n->names, c->names[i], strlen(c->names[i])) == NULL)
				LW_TRY(lw_map_put(&n->names, &s->arena, c->names[i], strlen(c->names[i]), n, err));
	}
	*out = n;
	return lw_session_remember(s, "dyld cache", path, n, err);
}

static bool use_cache(struct dy_process *p, const char *path, struct lw_error *err) {
	struct dy_names *n;
	LW_TRY(lw_session_recall(p->s, "dyld cache", path, &n, err));
	LW_TRY(n != NULL || read_cache(p, path, &n, err));
	if (n->damage != NULL)
		return lw_build_note(&p->b, err, "%s cannot be read as a shared cache: %s", path, n->damage);
	p->evidence = DY_BY_CACHE;
	p->cache_file = path;
	p->cache_names = &n->names;
	return true;
}

static bool exists(struct dy_process *p, const char *path, bool *yes, struct lw_error *err) {
	bool dir;
	int sys;
	LW_TRY(lw_session_stat(p->s, path, &dir, &sys, err));
	*yes = sys == 0 && !dir;
	return true;
}

static bool find_cache(struct dy_process *p, const char *arch, struct lw_error *err) {
	for (size_t i = 0; i < sizeof places / sizeof places[0] && p->evidence == DY_BY_NAME; i++) {
		bool yes;
		const char *path = lw_sprintf(p->a, err, "%s/dyld_shared_cache_%s", places[i], arch);
		LW_TRY(path != NULL && exists(p, path, &yes, err));
		if (yes)
			LW_TRY(use_cache(p, path, err));
	}
	return true;
}

bool lw_dy_find_evidence(struct dy_process *p, struct lw_error *err) {
	static const char *const stubs[] = {"/usr/lib/libSystem.tbd", "/usr/lib/libSystem.B.tbd"};
	const char *arch = lw_dy_arch(p->main->img);
	for (size_t i = 0; i < sizeof caches / sizeof caches[0]; i++)
		for (size_t k = 0; strcmp(caches[i].arch, arch) == 0 && k < 2 && caches[i].caches[k] != NULL; k++)
			LW_TRY(find_cache(p, caches[i].caches[k], err));
	for (size_t i = 0; i < 2 && p->evidence == DY_BY_NAME; i++) {
		bool yes;
		LW_TRY(exists(p, stubs[i], &yes, err));
		p->evidence = yes ? DY_BY_SDK : DY_BY_NAME;
	}
	return true;
}

/* Is it in the cache by the real path of a directory? */
static bool has_in(struct dy_process *p, const char *dir, const char *leaf, bool *yes, struct lw_error *err) {
	const char *real;
	int sys;
	LW_TRY(lw_session_realpath(p->s, dir, &real, &sys, err));
	const char *path = real == NULL ? NULL : lw_sprintf(p->a, err, "%s/%s", real, leaf);
	LW_TRY(real == NULL || path != NULL);
	*yes = path != NULL && lw_map_get(p->cache_names, path, strlen(path)) != NULL;
	return true;
}

/* A cache knows the real path of each library; other paths lead there by links: of directories, and of X.framework/X to
 * the current version, which leads nowhere on the disk. */
bool lw_dy_cache_has(struct dy_process *p, const char *path, bool *yes, struct lw_error *err) {
	static const char end[] = ".framework";
	const char *slash = strrchr(path, '/');
	*yes = lw_map_get(p->cache_names, path, strlen(path)) != NULL;
	if (*yes || slash == NULL || slash == path)
		return true;
	const char *dir = lw_strndup(p->a, path, (size_t)(slash - path), err);
	LW_TRY(dir != NULL && has_in(p, dir, slash + 1, yes, err));
	const size_t n = strlen(dir), k = sizeof end - 1, leaf = strlen(slash + 1);
	const bool framework = n > k + leaf && strcmp(dir + n - k, end) == 0 && dir[n - k - leaf - 1] == '/' &&
		strncmp(dir + n - k - leaf, slash + 1, leaf) == 0;
	if (*yes || !framework)
		return true;
	const char *current = lw_sprintf(p->a, err, "%s/Versions/Current", dir);
	return current != NULL && has_in(p, current, slash + 1, yes, err);
}

/* A stub that was read, or NULL; kept likewise. */
struct stub {
	struct lw_tbd *tbd;
	const char *damage;
};

static bool parse_stub(struct dy_process *p, const char *path, struct stub *stub, struct lw_error *err) {
	struct lw_span text;
	struct lw_error what;
	int sys;
	lw_error_clear(&what);
	LW_TRY(lw_session_slurp(p->s, path, LW_TBD_MOST_BYTES, p->a, &text, &sys, err));
	if (sys != 0 || lw_tbd_parse(text, &p->s->arena, &stub->tbd, &what))
		return true;
	if (what.code == LW_E_NOMEM)
		return lw_fail(err, what.code, "%s", what.text);
	stub->damage = lw_strdup(&p->s->arena, what.text, err);
	return stub->damage != NULL &&
		lw_build_note(&p->b, err, "%s cannot be read as the stub of a library: %s", path, stub->damage);
}

static bool read_stub(struct dy_process *p, const char *path, const struct lw_tbd **out, struct lw_error *err) {
	struct stub *stub;
	LW_TRY(lw_session_recall(p->s, "dyld stub", path, &stub, err));
	if (stub == NULL) {
		stub = lw_alloc(&p->s->arena, 1, sizeof *stub, err);
		LW_TRY(stub != NULL && parse_stub(p, path, stub, err));
		LW_TRY(lw_session_remember(p->s, "dyld stub", path, stub, err));
	}
	*out = stub->tbd;
	return true;
}

/* Is there a target for the program's machine and platform? An SDK's stub of arm64 may say arm64e, as the library in
 * the cache is. */
static bool fits(const struct dy_process *p, const struct lw_tbd_library *l) {
	const struct lw_macho *m = p->main->img->macho;
	const char *arch = lw_dy_arch(p->main->img);
	const char *platform = m->n_builds == 0 ? NULL : lw_macho_platform_name(m->builds[0].platform);
	for (uint32_t i = 0; i < l->targets.n; i++) {
		const char *target = l->targets.at[i], *dash = strchr(target, '-');
		const size_t n = dash == NULL ? strlen(target) : (size_t)(dash - target);
		const bool same = strlen(arch) == n && strncmp(arch, target, n) == 0;
		const bool kin = (n == 6 && strncmp(target, "arm64e", n) == 0 && strcmp(arch, "arm64") == 0) ||
			(n == 6 && strncmp(target, "x86_64", n) == 0 && strcmp(arch, "x86_64h") == 0);
		if ((same || kin) && (dash == NULL || platform == NULL || strcmp(dash + 1, platform) == 0))
			return true;
	}
	return l->targets.n == 0;
}

/* "libz.1.dylib" has libz.1.tbd, a framework's X has X.tbd. */
static const char *stub_of(struct dy_process *p, const char *path, struct lw_error *err) {
	static const char end[] = ".dylib";
	const size_t n = strlen(path), k = sizeof end - 1;
	const bool dylib = n > k && strcmp(path + n - k, end) == 0;
	return lw_sprintf(p->a, err, "%.*s.tbd", (int)(dylib ? n - k : n), path);
}

/* The stub that may have this one inlined: that of libSystem, or of the framework around a framework. */
static const char *outer_of(struct dy_process *p, const char *path, bool *ok, struct lw_error *err) {
	static const char mark[] = ".framework/", parts[] = "/usr/lib/system/";
	const char *first = strstr(path, mark), *name;
	if (strncmp(path, parts, sizeof parts - 1) == 0)
		return "/usr/lib/libSystem.B.tbd";
	if (first == NULL || strstr(first + sizeof mark - 1, mark) == NULL)
		return NULL;
	for (name = first; name > path && name[-1] != '/'; name--)
		;
	const char *out = lw_sprintf(p->a, err, "%.*s/%.*s.tbd", (int)(first - path) + (int)sizeof mark - 2, path,
				     (int)(first - name), name);
	*ok = out != NULL;
	return out;
}

bool lw_dy_sdk_has(struct dy_process *p, const char *path, bool *yes, struct lw_error *err) {
	const struct lw_tbd *tbd = NULL;
	bool ok = true;
	*yes = false;
	const char *stub = stub_of(p, path, err);
	LW_TRY(stub != NULL && read_stub(p, stub, &tbd, err));
	if (tbd != NULL) {
		*yes = fits(p, &tbd->libraries[0]);
		return true;
	}
	const char *outer = outer_of(p, path, &ok, err);
	LW_TRY(ok && (outer == NULL || read_stub(p, outer, &tbd, err)));
	for (uint32_t i = 0; tbd != NULL && i < tbd->n_libraries && !*yes; i++) {
		const char *name = tbd->libraries[i].install_name;
		*yes = name != NULL && strcmp(name, path) == 0 && fits(p, &tbd->libraries[i]);
	}
	return true;
}
