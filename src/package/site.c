/* SPDX-License-Identifier: Apache-2.0 */
#include "package/site.h"

#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "base/text.h"
#include "package/dist_info.h"
#include "package/read.h"
#include "package/site_build.h"

struct site_reader {
	struct lw_site_reading r;
	struct lw_site_places paths, imports;
	LW_VEC(struct lw_site_dist) dists;
};

static bool is_info(const char *name, enum lw_site_form *form) {
	static const struct {
		const char *end;
		enum lw_site_form form;
	} forms[] = {
		{".dist-info", LW_SITE_DIST_INFO}, {".egg-info", LW_SITE_EGG_INFO}, {".egg-link", LW_SITE_EGG_LINK}};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (lw_ends_with(name, forms[i].end) && strlen(name) > strlen(forms[i].end)) {
			*form = forms[i].form;
			return true;
		}
	return false;
}

bool lw_site_seems(const struct lw_fs *fs, const char *dir, struct lw_arena *a, bool *seems, struct lw_error *err) {
	const char *const *names;
	enum lw_site_form form;
	uint32_t n;
	*seems = false;
	LW_TRY(lw_package_list(fs, dir, a, &names, &n, err));
	for (uint32_t i = 0; i < n && !*seems; i++)
		*seems = is_info(names[i], &form) || strncmp(names[i], "__editable__", 12) == 0;
	return true;
}

/* Reads a file of the info; an empty span where it is not there. */
static bool info_file(const struct lw_site_reading *r, const char *info, const char *name, struct lw_span *text) {
	bool there;
	const char *path = lw_package_path(r->a, info, name, r->err);
	return path != NULL && lw_package_read(r->fs, path, LW_PACKAGE_SMALL, r->a, &there, text, r->err);
}

/* NAME-VERSION before the ending; the first '-' parts them (PEP 376). */
static bool from_name(const struct lw_site_reading *r, struct lw_site_dist *d) {
	const char *base = lw_path_base(d->info), *end = strrchr(base, '.');
	const char *dash = memchr(base, '-', (size_t)(end - base));
	const char *name_end = dash == NULL ? end : dash;
	d->name = lw_strndup(r->a, base, (size_t)(name_end - base), r->err);
	if (dash != NULL)
		d->version = lw_strndup(r->a, dash + 1, (size_t)(end - dash - 1), r->err);
	return r->err->code == LW_E_OK;
}

static bool metadata(const struct lw_site_reading *r, struct lw_site_dist *d, struct lw_span text) {
	const char *name, *version;
	LW_TRY(lw_dist_value(text, "Name", r->a, &name, r->err) &&
	       lw_dist_value(text, "Version", r->a, &version, r->err));
	if (name != NULL && *name != '\0')
		d->name = name;
	if (version != NULL)
		d->version = version;
	return true;
}

static bool installer(const struct lw_site_reading *r, struct lw_site_dist *d) {
	struct lw_span text;
	LW_TRY(info_file(r, d->info, "INSTALLER", &text));
	while (text.len > 0 && (text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == '\r'))
		text.len--;
	if (text.len > 0 && text.len < 256)
		d->installer = lw_strndup(r->a, (const char *)text.ptr, (size_t)text.len, r->err);
	return r->err->code == LW_E_OK;
}

/* A file of the install that lies beside its .dist-info and may lead elsewhere. */
static bool lead(const struct lw_site_reading *r, struct lw_site_dist *d, const char *row, struct lw_site_places *to) {
	enum lw_site_way way = LW_SITE_NOT_WAY;
	struct lw_site_places none = {0};
	if (strchr(row, '/') != NULL)
		return true;
	const char *file = lw_package_path(r->a, r->dir, row, r->err);
	const uint32_t before = to->list.n;
	LW_TRY(file != NULL);
	if (lw_ends_with(row, ".pth")) {
		LW_TRY(lw_site_pth(r, file, to, &none));
		way = to->list.n > before ? LW_SITE_PTH_WAY : LW_SITE_NOT_WAY;
	} else if (lw_ends_with(row, ".py")) {
		LW_TRY(lw_site_finder(r, file, to, &d->build, &way));
	}
	if (way != LW_SITE_NOT_WAY && d->way < way)
		d->way = way;
	d->editable |= way != LW_SITE_NOT_WAY && strncmp(row, "__editable__", 12) == 0;
	return true;
}

/* A RECORD that is damaged leads nowhere: that is for others to tell. */
static bool leads(const struct lw_site_reading *r, struct lw_site_dist *d) {
	struct lw_site_places to = {0};
	const struct lw_dist_row *rows = NULL;
	struct lw_span text;
	uint32_t n = 0;
	LW_TRY(info_file(r, d->info, "RECORD", &text));
	if (!lw_dist_record(text, r->a, &rows, &n, r->err)) {
		if (r->err->code != LW_E_MALFORMED)
			return false;
		lw_error_clear(r->err);
		n = 0;
	}
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(lead(r, d, rows[i].path, &to));
	d->places = to.list.at;
	d->n_places = to.list.n;
	return true;
}

static bool dist_info(const struct lw_site_reading *r, struct lw_site_dist *d) {
	struct lw_span text;
	LW_TRY(info_file(r, d->info, "METADATA", &text) && metadata(r, d, text));
	LW_TRY(info_file(r, d->info, "WHEEL", &text));
	LW_TRY(lw_dist_values(text, "Tag", r->a, &d->tags, &d->n_tags, r->err));
	LW_TRY(installer(r, d) && lw_site_direct_url(r, d->info, &d->editable, &d->project) && leads(r, d));
	if (d->editable && d->way == LW_SITE_NOT_WAY)
		d->way = LW_SITE_URL_WAY;
	d->editable |= d->way > LW_SITE_PTH_WAY;
	return true;
}

/* A directory with PKG-INFO, or that file itself. */
static bool egg_info(const struct lw_site_reading *r, struct lw_site_dist *d) {
	enum lw_kind kind;
	struct lw_span text;
	bool there;
	if (lw_package_kind(r->fs, d->info, &kind) && kind == LW_KIND_FILE)
		LW_TRY(lw_package_read(r->fs, d->info, LW_PACKAGE_SMALL, r->a, &there, &text, r->err));
	else
		LW_TRY(info_file(r, d->info, "PKG-INFO", &text));
	return metadata(r, d, text) && installer(r, d);
}

/* The first line is the directory with the .egg-info, the second leads from there to the top of the project. */
static bool egg_link(const struct lw_site_reading *r, struct lw_site_dist *d) {
	struct lw_site_places to = {0}, none = {0};
	LW_TRY(lw_site_pth(r, d->info, &to, &none));
	d->editable = true;
	d->way = LW_SITE_LINK_WAY;
	d->places = to.list.at;
	d->n_places = to.list.n > 1 ? 1 : to.list.n;
	d->project = to.list.n > 0 ? to.list.at[0].path : NULL;
	return true;
}

static bool read_dist(struct site_reader *s, const char *name, enum lw_site_form form) {
	struct lw_site_dist d = {.form = form, .info = lw_package_path(s->r.a, s->r.dir, name, s->r.err)};
	LW_TRY(d.info != NULL && from_name(&s->r, &d));
	LW_TRY(form == LW_SITE_DIST_INFO          ? dist_info(&s->r, &d)
		       : form == LW_SITE_EGG_INFO ? egg_info(&s->r, &d)
						  : egg_link(&s->r, &d));
	struct lw_site_dist *kept = lw_vec_add(s->r.a, &s->dists, s->r.err);
	LW_TRY(kept != NULL);
	*kept = d;
	return true;
}

static bool read_entry(struct site_reader *s, const char *name) {
	enum lw_site_form form;
	if (is_info(name, &form))
		return read_dist(s, name, form);
	if (!lw_ends_with(name, ".pth") || *name == '.')
		return true;
	const char *file = lw_package_path(s->r.a, s->r.dir, name, s->r.err);
	return file != NULL && lw_site_pth(&s->r, file, &s->paths, &s->imports);
}

bool lw_site_read(const struct lw_fs *fs, const char *dir, struct lw_arena *a, struct lw_site *out,
		  struct lw_error *err) {
	struct site_reader s = {.r = {.fs = fs, .dir = dir, .a = a, .err = err}};
	const char *const *names;
	uint32_t n;
	LW_TRY(lw_package_list(fs, dir, a, &names, &n, err));
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(read_entry(&s, names[i]));
	*out = (struct lw_site){
		dir, s.dists.at, s.dists.n, s.paths.list.at, s.paths.list.n, s.imports.list.at, s.imports.list.n};
	return true;
}

const char *lw_site_way_name(enum lw_site_way way) {
	static const char *const names[] = {
#define X(code, name) name,
		LW_SITE_WAYS(X)
#undef X
	};
	return names[way];
}
