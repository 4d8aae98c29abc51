/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The license of a Debian package: /usr/share/doc/PACKAGE/copyright (Debian policy 12.5). Where that is
 * machine-readable (Debian Policy, "Machine-readable debian/copyright file", copyright-format 1.0), a paragraph with
 * "Files:" has "License:" with a short name; what counts is that of "Files: *", and the others are told behind it, but
 * for those of debian/ alone.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "owner/lines.h"
#include "owner/owner.h"

#define LARGEST ((uint64_t)16 << 20)
#define MOST_OTHERS 16
#define LONGEST_NAME 200
#define PARTS " (parts: "

struct name {
	const char *text;
	size_t n;
};

struct reading {
	bool is_format; /* the head says that it is machine-readable */
	struct name whole, head, others[MOST_OTHERS];
	unsigned n_others;
	bool more; /* than there is room for */
};

struct paragraph {
	bool has_files, all, not_debian; /* Files: *; any pattern that is not below debian/ */
	struct name license;
};

static struct name trimmed(const char *at, size_t n) {
	while (n != 0 && isspace((unsigned char)*at))
		at++, n--;
	while (n != 0 && isspace((unsigned char)at[n - 1]))
		n--;
	return (struct name){at, n < LONGEST_NAME ? n : LONGEST_NAME};
}

static bool same(struct name x, struct name y) {
	return x.n == y.n && (x.n == 0 || memcmp(x.text, y.text, x.n) == 0);
}

static void patterns(struct paragraph *p, const char *line, size_t n) {
	for (size_t i = 0; i < n;) {
		size_t k = i;
		while (k < n && !isspace((unsigned char)line[k]))
			k++;
		if (k > i) {
			p->all = p->all || (k - i == 1 && line[i] == '*');
			p->not_debian = p->not_debian || k - i < 7 || memcmp(line + i, "debian/", 7) != 0;
		}
		i = k + 1;
	}
}

static void other(struct reading *r, struct name license) {
	for (unsigned i = 0; i < r->n_others; i++)
		if (same(r->others[i], license))
			return;
	if (r->n_others < MOST_OTHERS)
		r->others[r->n_others++] = license;
	else
		r->more = true;
}

static void end(struct reading *r, const struct paragraph *p) {
	if (p->license.n == 0)
		return;
	if (!p->has_files) {
		if (r->head.n == 0 && r->whole.n == 0 && r->n_others == 0)
			r->head = p->license; /* of the package as a whole, in the first paragraph */
	} else if (p->all)
		r->whole = p->license;
	else if (p->not_debian)
		other(r, p->license);
}

/* Field names have any case. */
static bool field(const char **line, size_t *n, const char *name) {
	const size_t k = strlen(name);
	if (*n < k)
		return false;
	for (size_t i = 0; i < k; i++)
		if (tolower((unsigned char)(*line)[i]) != name[i])
			return false;
	*line += k;
	*n -= k;
	return true;
}

static bool is_format(struct name text) {
	static const char *const words[] = {"copyright-format", "dep5", "dep-5", "CopyrightFormat"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		for (size_t k = 0, n = strlen(words[i]); k + n <= text.n; k++)
			if (memcmp(text.text + k, words[i], n) == 0)
				return true;
	return false;
}

static void read(struct reading *r, struct lw_lines lines) {
	struct paragraph p = {0};
	const char *line;
	size_t n;
	bool in_files = false;
	while (lw_lines_next(&lines, &line, &n)) {
		if (trimmed(line, n).n == 0) {
			end(r, &p);
			p = (struct paragraph){0};
			in_files = false;
		} else if (*line == ' ' || *line == '\t') {
			if (in_files)
				patterns(&p, line, n);
		} else if ((in_files = field(&line, &n, "files:"))) {
			p.has_files = true;
			patterns(&p, line, n);
		} else if (field(&line, &n, "license:"))
			p.license = trimmed(line, n);
		else if (field(&line, &n, "format:"))
			r->is_format = r->is_format || is_format(trimmed(line, n));
	}
	end(r, &p);
}

static const char *tell(const struct reading *r, struct lw_arena *a, struct lw_error *err) {
	const struct name whole = r->whole.n != 0 ? r->whole : r->head;
	const char *out = lw_strndup(a, whole.text, whole.n, err);
	const char *between = PARTS;
	for (unsigned i = 0; out != NULL && i < r->n_others; i++) {
		if (same(r->others[i], whole))
			continue;
		out = lw_sprintf(a, err, "%s%s%.*s", out, between, (int)r->others[i].n, r->others[i].text);
		between = ", ";
	}
	if (out != NULL && *between == ',')
		out = lw_sprintf(a, err, "%s%s)", out, r->more ? ", and more" : "");
	return out;
}

bool lw_owner_license(struct lw_session *s, struct lw_arena *a, struct lw_owner *owner, struct lw_error *err) {
	struct reading r = {.is_format = false};
	struct lw_arena scratch = {0};
	struct lw_span all = {0};
	int sys = 0;
	if (owner->manager == NULL || strcmp(owner->manager, "dpkg") != 0)
		return true;
	const char *path =
		lw_sprintf(a, err, "/usr/share/doc/%.*s/copyright", (int)strcspn(owner->package, ":"), owner->package);
	bool ok = path != NULL && lw_session_slurp(s, path, LARGEST, &scratch, &all, &sys, err);
	if (ok && sys == 0 && all.len != 0) {
		const char *text = (const char *)all.ptr;
		read(&r, (struct lw_lines){text, text + all.len});
		owner->license = r.is_format && (r.whole.n != 0 || r.head.n != 0)
			? tell(&r, a, err)
			: lw_sprintf(a, err, "unknown (see %s)", path);
		ok = owner->license != NULL;
	}
	lw_arena_free(&scratch);
	return ok;
}

/* ---- what it asks for ---- */

static bool has(const char *text, size_t n, const char *word) {
	const size_t k = strlen(word);
	for (size_t i = 0; i + k <= n; i++)
		if (memcmp(text + i, word, k) == 0)
			return true;
	return false;
}

/* "LGPL-2.1+ and MIT": one that has to be kept to besides others. An exception may be just for what is linked with it.
 */
static bool all_of(const char *text, size_t n) {
	return has(text, n, "GPL") && !has(text, n, "xception");
}

size_t lw_license_main(const char *license) {
	const char *parts = strstr(license, PARTS);
	return parts == NULL ? strlen(license) : (size_t)(parts - license);
}

bool lw_license_is_gnu(const char *license) {
	size_t left = license == NULL || strncmp(license, "unknown", 7) == 0 ? 0 : lw_license_main(license);
	bool every = left != 0;
	for (const char *at = license; left != 0;) {
		size_t n = 0;
		while (n < left && (left - n < 4 || strncasecmp(at + n, " or ", 4) != 0))
			n++;
		every = every && all_of(at, n);
		n = n < left ? n + 4 : n;
		at += n;
		left -= n;
	}
	return every;
}
