/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpkg: info/PACKAGE.list or info/PACKAGE:ARCH.list has the paths of a package, a line each; status has its version
 * (dpkg-query(1), deb-control(5)). Images without dpkg itself have a file of control fields for each package in
 * status.d and paths in its .md5sums. A file that another package has diverted counts for that one (dpkg-divert(1)).
 */
#include <string.h>

#include "base/fail.h"
#include "owner/guess.h"
#include "owner/lines.h"
#include "owner/owner.h"
#include "session/files.h"

#define INFO "/var/lib/dpkg/info"
#define STATUS "/var/lib/dpkg/status"
#define STATUS_D "/var/lib/dpkg/status.d"
#define DIVERSIONS "/var/lib/dpkg/diversions"
#define LARGEST_LIST ((uint64_t)64 << 20)

struct dpkg {
	struct lw_owning *o;
	struct lw_map versions; /* "libc6" and "libc6:amd64" -> version */
	struct lw_map diverted; /* path -> the only package that it counts for */
};

/* Empty where it cannot be read. */
static bool text_of(struct lw_owning *o, const char *path, struct lw_arena *a, struct lw_lines *out,
		    struct lw_error *err) {
	struct lw_span s = {0};
	int sys;
	LW_TRY(lw_session_slurp(o->s, path, LARGEST_LIST, a, &s, &sys, err));
	const char *text = sys != 0 || s.len == 0 ? "" : (const char *)s.ptr;
	*out = (struct lw_lines){text, text + (sys != 0 ? 0 : s.len)};
	return true;
}

struct paragraph {
	const char *package, *arch, *version;
	size_t n_package, n_arch, n_version;
};

static bool keep_version(struct dpkg *d, const struct paragraph *p, struct lw_error *err) {
	struct lw_arena *a = d->o->a;
	if (p->n_package == 0 || p->n_version == 0)
		return true;
	char *name = lw_strndup(a, p->package, p->n_package, err),
	     *version = lw_strndup(a, p->version, p->n_version, err);
	if (name == NULL || version == NULL)
		return false;
	LW_TRY(lw_map_put(&d->versions, a, name, strlen(name), version, err));
	const char *full = lw_sprintf(a, err, "%s:%.*s", name, (int)(p->n_arch < 64 ? p->n_arch : 64), p->arch);
	return full != NULL && lw_map_put(&d->versions, a, full, strlen(full), version, err);
}

static bool read_status(struct dpkg *d, struct lw_lines lines, struct lw_error *err) {
	struct paragraph p = {.arch = ""};
	const char *line;
	size_t n;
	while (lw_lines_next(&lines, &line, &n)) {
		if (n == 0) {
			LW_TRY(keep_version(d, &p, err));
			p = (struct paragraph){.arch = ""};
		} else if (lw_line_after(&line, &n, "Package: ")) {
			p.package = line;
			p.n_package = n;
		} else if (lw_line_after(&line, &n, "Architecture: ")) {
			p.arch = line;
			p.n_arch = n;
		} else if (lw_line_after(&line, &n, "Version: ")) {
			p.version = line;
			p.n_version = n;
		}
	}
	return keep_version(d, &p, err);
}

static const char *version_of(const struct dpkg *d, const char *package) {
	return lw_map_get(&d->versions, package, strlen(package));
}

/* Three lines each: the path, where it was moved to, the package whose file stays (":" : none). */
static bool read_diversions(struct dpkg *d, struct lw_error *err) {
	struct lw_lines lines;
	const char *from, *to, *by;
	size_t n_from, n_to, n_by;
	LW_TRY(text_of(d->o, DIVERSIONS, d->o->a, &lines, err));
	while (lw_lines_next(&lines, &from, &n_from) && lw_lines_next(&lines, &to, &n_to) &&
	       lw_lines_next(&lines, &by, &n_by)) {
		const char *package = lw_strndup(d->o->a, by, n_by, err);
		LW_TRY(package != NULL);
		LW_TRY(lw_map_put(&d->diverted, d->o->a, from, n_from, (void *)(uintptr_t)package, err));
	}
	return true;
}

/* "libc6:amd64" is libc6 where a diversion speaks of it. */
static bool is_diverted(const struct dpkg *d, const char *path, size_t n, const char *package) {
	const char *by = d->diverted.n == 0 ? NULL : lw_map_get(&d->diverted, path, n);
	const size_t k = strcspn(package, ":");
	return by != NULL && (strncmp(by, package, k) != 0 || by[k] != '\0');
}

static bool read_list(struct dpkg *d, const char *package, struct lw_lines lines, struct lw_error *err) {
	const struct lw_owner owner = {.manager = "dpkg", .package = package, .version = version_of(d, package)};
	const char *line;
	size_t n;
	while (lw_lines_next(&lines, &line, &n))
		if (lw_owner_may_want(d->o, n) && !is_diverted(d, line, n, package))
			LW_TRY(lw_owner_note(d->o, line, n, &owner, err));
	return true;
}

/* Lines of an md5sum: the digest, two blanks, the path without a slash before it. */
static bool read_sums(struct dpkg *d, const char *package, struct lw_lines lines, struct lw_error *err) {
	const struct lw_owner owner = {.manager = "dpkg", .package = package, .version = version_of(d, package)};
	const char *line;
	size_t n;
	while (lw_lines_next(&lines, &line, &n)) {
		if (n < 35 || line[32] != ' ' || line[33] != ' ')
			continue;
		const char *path =
			lw_sprintf(&d->o->scratch, err, "/%.*s", (int)(n - 34 < 4096 ? n - 34 : 4096), line + 34);
		LW_TRY(path != NULL && lw_owner_note(d->o, path, strlen(path), &owner, err));
	}
	return true;
}

typedef bool reader(struct dpkg *d, const char *package, struct lw_lines lines, struct lw_error *err);

/* Files called after the package that they are of. */
struct named {
	struct dpkg *d;
	const char *ending;
	reader *read;
	struct lw_map likely; /* packages */
};

static bool is_likely(void *ctx, const char *name) {
	const struct named *x = ctx;
	const size_t n = strlen(name) - strlen(x->ending), k = strcspn(name, ":");
	return lw_map_get(&x->likely, name, k < n ? k : n) != NULL;
}

/* "libc6:amd64.list" is of "libc6:amd64". */
static bool named(void *ctx, const char *name, struct lw_span bytes, bool *enough, struct lw_error *err) {
	const struct named *x = ctx;
	struct lw_owning *o = x->d->o;
	const struct lw_arena_mark mark = lw_arena_mark(&o->scratch);
	const char *package = lw_strndup(&o->scratch, name, strlen(name) - strlen(x->ending), err);
	const char *text = bytes.len == 0 ? "" : (const char *)bytes.ptr;
	const bool ok = package != NULL && x->read(x->d, package, (struct lw_lines){text, text + bytes.len}, err);
	lw_arena_rewind(&o->scratch, mark);
	*enough = o->n_left == 0;
	return ok;
}

static bool each(struct dpkg *d, const char *dir, const char *ending, reader *read, struct lw_error *err) {
	struct named x = {d, ending, read, {0}};
	const struct lw_session_files which = {
		.dir = dir, .ending = ending, .limit = LARGEST_LIST, .first = is_likely, .each = named, .ctx = &x};
	for (uint32_t i = 0; i < d->o->n_files; i++)
		if (lw_owner_is_left(&d->o->files[i]))
			LW_TRY(lw_owner_guess(&x.likely, d->o->a, d->o->files[i].real, err));
	return lw_session_each_file(d->o->s, &which, err);
}

/* Control fields in a file of its own, whose name has no ending. */
static bool status_d(struct dpkg *d, struct lw_error *err) {
	const struct lw_dir_names *names;
	struct lw_lines lines;
	LW_TRY(lw_session_names(d->o->s, STATUS_D, &names, err));
	for (uint32_t i = 0; names->sys == 0 && i < names->list.n; i++) {
		const char *path = lw_sprintf(d->o->a, err, STATUS_D "/%s", names->list.at[i]);
		if (path != NULL && strchr(names->list.at[i], '.') != NULL)
			continue;
		LW_TRY(path != NULL && text_of(d->o, path, d->o->a, &lines, err) && read_status(d, lines, err));
	}
	return names->sys != 0 || each(d, STATUS_D, ".md5sums", read_sums, err);
}

bool lw_owners_dpkg(struct lw_owning *o, struct lw_error *err) {
	struct dpkg d = {.o = o};
	struct lw_lines lines;
	LW_TRY(text_of(o, STATUS, o->a, &lines, err) && read_status(&d, lines, err));
	LW_TRY(read_diversions(&d, err));
	return each(&d, INFO, ".list", read_list, err) && status_d(&d, err);
}
