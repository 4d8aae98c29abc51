/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Python distributions: where one is installed, NAME-VERSION.dist-info has RECORD, its files as paths from the
 * directory that it lies in, and METADATA (PyPA, "Recording installed projects" and "Core metadata"). The license is
 * License-Expression (PEP 639), or what the classifiers say, or the field License, which may be a whole text.
 */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "base/text.h"
#include "owner/owner.h"
#include "package/dist_info.h"

#define LARGEST_RECORD ((uint64_t)64 << 20)
#define LARGEST_METADATA ((uint64_t)4 << 20)
#define LONGEST 200

struct dist {
	struct lw_owning *o;
	const char *site; /* with a slash behind it */
	const char *name; /* of the .dist-info directory in it */
	bool known;       /* the owner has been read */
	struct lw_owner owner;
};

/* What cannot be read is empty. */
static bool slurp(struct dist *d, const char *file, uint64_t most, struct lw_span *out, struct lw_error *err) {
	int sys;
	*out = (struct lw_span){0};
	const char *path = lw_sprintf(&d->o->scratch, err, "%s%s/%s", d->site, d->name, file);
	LW_TRY(path != NULL && lw_session_slurp(d->o->s, path, most, &d->o->scratch, out, &sys, err));
	if (sys != 0)
		*out = (struct lw_span){0};
	return true;
}

/* The last part of "License :: OSI Approved :: MIT License"; of "… :: GNU General Public License v3 (GPLv3)" the short
 * name. "OSI Approved" alone tells nothing. */
static const char *classified(struct lw_arena *a, const char *classifier, struct lw_error *err) {
	static const char begin[] = "License :: ";
	if (strncmp(classifier, begin, sizeof begin - 1) != 0)
		return "";
	const char *last = classifier + sizeof begin - 1;
	for (const char *next; (next = strstr(last, " :: ")) != NULL;)
		last = next + 4;
	const size_t n = strlen(last);
	const char *brace = strrchr(last, '(');
	if (strcmp(last, "OSI Approved") == 0)
		return "";
	return brace != NULL && n > 2 && last[n - 1] == ')'
		? lw_strndup(a, brace + 1, n - 2 - (size_t)(brace - last), err)
		: last;
}

static bool by_classifiers(struct dist *d, struct lw_span metadata, const char **out, struct lw_error *err) {
	const char *const *all;
	uint32_t n;
	LW_TRY(lw_dist_values(metadata, "Classifier", &d->o->scratch, &all, &n, err));
	for (uint32_t i = 0; i < n; i++) {
		const char *one = classified(&d->o->scratch, all[i], err);
		LW_TRY(one != NULL);
		if (one[0] == '\0' || strlen(one) > LONGEST)
			continue;
		if (*out != NULL && strlen(*out) + strlen(one) > LONGEST)
			return (*out = lw_strcat2(&d->o->scratch, *out, " and more", err)) != NULL;
		*out = *out == NULL ? one : lw_sprintf(&d->o->scratch, err, "%s and %s", *out, one);
		LW_TRY(*out != NULL);
	}
	return true;
}

/* The value of a key that is no whole text; NULL: there is none. */
static bool value(struct dist *d, struct lw_span metadata, const char *key, const char **out, struct lw_error *err) {
	LW_TRY(lw_dist_value(metadata, key, &d->o->scratch, out, err));
	if (*out != NULL && (**out == '\0' || strlen(*out) > LONGEST || strcmp(*out, "UNKNOWN") == 0))
		*out = NULL;
	return true;
}

static bool license(struct dist *d, struct lw_span metadata, const char **out, struct lw_error *err) {
	LW_TRY(value(d, metadata, "License-Expression", out, err));
	if (*out == NULL)
		LW_TRY(by_classifiers(d, metadata, out, err));
	return *out != NULL || value(d, metadata, "License", out, err);
}

static bool read_owner(struct dist *d, struct lw_error *err) {
	struct lw_span metadata;
	d->known = true;
	LW_TRY(slurp(d, "METADATA", LARGEST_METADATA, &metadata, err));
	LW_TRY(value(d, metadata, "Name", &d->owner.package, err) &&
	       value(d, metadata, "Version", &d->owner.version, err) && license(d, metadata, &d->owner.license, err));
	d->owner.manager = d->owner.package == NULL ? NULL : "python";
	return true;
}

static bool row(struct dist *d, const char *file, struct lw_error *err) {
	char path[4096];
	const struct lw_arena_mark mark = lw_arena_mark(&d->o->scratch);
	const char *whole = lw_path_absolute(&d->o->scratch, d->site, file, err);
	LW_TRY(whole != NULL);
	const bool fits = lw_path_fold(whole, path, sizeof path);
	lw_arena_rewind(&d->o->scratch, mark);
	const size_t n = fits ? strlen(path) : 0;
	if (!fits || !lw_owner_wants(d->o, path, n))
		return true;
	LW_TRY(d->known || read_owner(d, err));
	return d->owner.manager == NULL || lw_owner_note(d->o, path, n, &d->owner, err);
}

static bool rows(struct dist *d, struct lw_error *err) {
	const struct lw_dist_row *all;
	struct lw_span record;
	uint32_t n;
	LW_TRY(slurp(d, "RECORD", LARGEST_RECORD, &record, err) &&
	       lw_dist_record(record, &d->o->scratch, &all, &n, err));
	for (uint32_t i = 0; i < n; i++)
		LW_TRY(row(d, all[i].path, err));
	return true;
}

static bool dist(struct lw_owning *o, const char *site, const char *name, struct lw_error *err) {
	const struct lw_arena_mark mark = lw_arena_mark(&o->scratch);
	struct dist d = {.o = o, .site = site, .name = name};
	struct lw_error bad = {0};
	if (!lw_ends_with(name, ".dist-info") || strcmp(name, ".dist-info") == 0)
		return true;
	/* One that is damaged names nothing. */
	const bool ok = rows(&d, &bad) || bad.code != LW_E_NOMEM;
	if (!ok)
		*err = bad;
	lw_arena_rewind(&o->scratch, mark);
	return ok;
}

static bool site(struct lw_owning *o, const char *dir, struct lw_error *err) {
	const struct lw_dir_names *names;
	LW_TRY(lw_session_names(o->s, dir, &names, err));
	for (uint32_t i = 0; names->sys == 0 && i < names->list.n; i++)
		LW_TRY(dist(o, dir, names->list.at[i], err));
	return true;
}

bool lw_owners_python(struct lw_owning *o, struct lw_error *err) {
	return lw_owners_above(o, site, err);
}
