/* SPDX-License-Identifier: Apache-2.0 */
/* The lists of directories: rpath with $ORIGIN put in (dynlink.c fixup_rpath), and the system's own (load_library). */
#include "loader/musl.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "os/resolve.h"

#define LARGEST_PATH_FILE ((uint64_t)1 << 20)
#define LONGEST_EXPANDED ((size_t)1 << 20)
#define BUILT_IN "/lib:/usr/local/lib:/usr/lib"

const char *lw_mu_next_dir(const char **list, size_t *n) {
	const char *at = *list + strspn(*list, ":\n");
	*n = strcspn(at, ":\n");
	*list = at + *n;
	return at;
}

/* What follows a '$': the length of ORIGIN, with or without braces, 0 for anything else. The rest of a longer name
 * stays as it is: "$ORIGINx" is ORIGIN and an x. */
static size_t token(const char *at) {
	return strncmp(at, "$ORIGIN", 7) == 0 ? 7 : strncmp(at, "${ORIGIN}", 9) == 0 ? 9 : 0;
}

/* How many tokens; -1: there is another, and the whole rpath is not used. */
static int64_t count_tokens(const char *text) {
	int64_t n = 0;
	for (const char *at = strchr(text, '$'); at != NULL; at = strchr(at + 1, '$'), n++)
		if (token(at) == 0)
			return -1;
	return n;
}

/* The path whose directory $ORIGIN is; NULL with *state KNOWN: rpath is not used. */
static bool origin_path(struct mu_process *p, struct mu_dso *d, const char **out, struct lw_error *err) {
	*out = d->name;
	if (!d->kernel_mapped)
		return true;
	*out = NULL;
	if (p->w->secure)
		return true;
	int sys;
	const char *abs = lw_path_absolute(p->a, p->w->cwd, d->name, err);
	LW_TRY(abs != NULL && lw_session_realpath(p->s, abs, out, &sys, err));
	if (*out == NULL && sys != ENOENT && sys != ENOTDIR && sys != EACCES)
		d->rpath_state = MU_RPATH_ENDS;
	if (*out != NULL && strlen(*out) >= MU_LONGEST_PATH)
		*out = NULL;
	return true;
}

static bool expand(struct mu_process *p, const char *text, const char *origin, size_t n_origin, size_t n_tokens,
		   const char **out, struct lw_error *err) {
	const size_t n = strlen(text);
	if (n_tokens * n_origin > LONGEST_EXPANDED || n > LONGEST_EXPANDED)
		return lw_fail(err, LW_E_LIMIT, "a search path is longer than %zu bytes once its tokens are replaced",
			       LONGEST_EXPANDED);
	char *made = lw_alloc(p->a, n + n_tokens * n_origin + 1, 1, err), *to = made;
	if (made == NULL)
		return false;
	while (*text != '\0') {
		const size_t k = token(text);
		if (k != 0) {
			memcpy(to, origin, n_origin);
			to += n_origin;
			text += k;
		} else {
			*to++ = *text++;
		}
	}
	*out = made;
	return true;
}

bool lw_mu_rpath(struct mu_process *p, struct mu_dso *d, struct lw_error *err) {
	if (d->rpath_state != MU_RPATH_UNKNOWN)
		return true;
	d->rpath_state = MU_RPATH_KNOWN;
	d->rpath = d->rpath_orig;
	if (d->rpath == NULL || strchr(d->rpath, '$') == NULL)
		return true;
	d->rpath = NULL;
	const int64_t n = count_tokens(d->rpath_orig);
	const char *origin = NULL;
	if (n > 0)
		LW_TRY(origin_path(p, d, &origin, err));
	if (origin == NULL || (p->w->secure && origin[0] != '/'))
		return true;
	const char *slash = strrchr(origin, '/');
	if (slash == NULL)
		return expand(p, d->rpath_orig, ".", 1, (size_t)n, &d->rpath, err);
	return expand(p, d->rpath_orig, origin, (size_t)(slash - origin), (size_t)n, &d->rpath, err);
}

/* Where the interpreter lies decides where its path file does: two levels up, then etc/. */
static const char *path_file(struct mu_process *p, struct lw_error *err) {
	const char *interp = p->b.out.loader.path, *last = interp, *before = interp;
	for (const char *at = interp; *at != '\0'; at++)
		if (*at == '/') {
			before = last;
			last = at;
		}
	const size_t n = interp[0] == '/' ? (size_t)(before - interp) : 0;
	return lw_sprintf(p->a, err, "%.*s/etc/ld-musl-%s.path", (int)(n < LW_LONGEST_PATH ? n : 0), interp, p->arch);
}

bool lw_mu_sys_path(struct mu_process *p, struct lw_error *err) {
	if (p->sys_state != MU_SYS_UNREAD)
		return true;
	const char *path = path_file(p, err);
	struct lw_span text = {NULL, 0};
	struct lw_probe probe = {.op = LW_OP_OPEN,
				 .rule = LW_RULE_PATH_FILE,
				 .verdict = LW_VERDICT_CONFIG,
				 .path = path,
				 .object = LW_NO_ID,
				 .edge = p->edge};
	LW_TRY(path != NULL && lw_session_slurp(p->s, path, LARGEST_PATH_FILE, p->a, &text, &probe.sys, err));
	p->sys_state = probe.sys == ENOENT ? MU_SYS_DEFAULT : MU_SYS_FILE;
	p->sys_path = probe.sys == ENOENT         ? BUILT_IN
		: probe.sys == 0 && text.len != 0 ? lw_strndup(p->a, (const char *)text.ptr, (size_t)text.len, err)
						  : "";
	p->sys = probe.sys != 0 ? probe.sys : p->sys;
	if (probe.sys == EFBIG)
		LW_TRY(lw_build_note(&p->b, err, "%s is larger than %u bytes and was not read", path,
				     (unsigned)LARGEST_PATH_FILE));
	/* A directory can be opened; reading it fails. */
	if (probe.sys == EISDIR || probe.sys == EFBIG || probe.sys == EIO)
		probe.sys = 0;
	LW_TRY(p->sys_path != NULL);
	return !p->record || lw_build_probe(&p->b, probe, err);
}
