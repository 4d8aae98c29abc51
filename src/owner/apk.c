/* SPDX-License-Identifier: Apache-2.0 */
/*
 * apk: one text for all packages (apk-tools, doc/apk-package.5; the fields of the installed database): P: its name, V:
 * its version, L: its license, F: a directory, R: a file in
 * that directory.
 */
#include <string.h>

#include "base/fail.h"
#include "owner/lines.h"
#include "owner/owner.h"

#define LARGEST_LIST ((uint64_t)64 << 20)

/* The second is where apk 3 keeps it. */
static const char *const places[] = {"/lib/apk/db/installed", "/usr/lib/apk/db/installed"};

struct package {
	char name[256], version[256], license[256], dir[4096];
};

static void copy(char *to, size_t most, const char *line, size_t n) {
	n = n < most - 1 ? n : most - 1;
	memcpy(to, line, n);
	to[n] = '\0';
}

static bool file(struct lw_owning *o, const struct package *p, const char *line, size_t n, struct lw_error *err) {
	const struct lw_arena_mark mark = lw_arena_mark(&o->scratch);
	const struct lw_owner owner = {"apk", p->name, p->version[0] == '\0' ? NULL : p->version,
				       p->license[0] == '\0' ? NULL : p->license};
	const char *path = lw_sprintf(&o->scratch, err, "/%s%s%.*s", p->dir, p->dir[0] == '\0' ? "" : "/",
				      (int)(n < 4096 ? n : 4096), line);
	const bool ok = path != NULL && lw_owner_note(o, path, strlen(path), &owner, err);
	lw_arena_rewind(&o->scratch, mark);
	return ok;
}

static bool read(struct lw_owning *o, struct lw_lines lines, struct lw_error *err) {
	struct package p = {0};
	const char *line;
	size_t n;
	while (lw_lines_next(&lines, &line, &n)) {
		if (n == 0)
			p = (struct package){0};
		else if (lw_line_after(&line, &n, "P:"))
			copy(p.name, sizeof p.name, line, n);
		else if (lw_line_after(&line, &n, "V:"))
			copy(p.version, sizeof p.version, line, n);
		else if (lw_line_after(&line, &n, "L:"))
			copy(p.license, sizeof p.license, line, n);
		else if (lw_line_after(&line, &n, "F:"))
			copy(p.dir, sizeof p.dir, line, n);
		else if (lw_line_after(&line, &n, "R:"))
			LW_TRY(file(o, &p, line, n, err));
	}
	return true;
}

bool lw_owners_apk(struct lw_owning *o, struct lw_error *err) {
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		const struct lw_arena_mark mark = lw_arena_mark(&o->scratch);
		struct lw_span s = {0};
		int sys;
		LW_TRY(lw_session_slurp(o->s, places[i], LARGEST_LIST, &o->scratch, &s, &sys, err));
		const char *text = (const char *)s.ptr;
		if (sys == 0 && s.len != 0)
			LW_TRY(read(o, (struct lw_lines){text, text + s.len}, err));
		lw_arena_rewind(&o->scratch, mark);
	}
	return true;
}
