/* SPDX-License-Identifier: Apache-2.0 */
#include "format/tbd.h"

#include <string.h>

#include "base/fail.h"

#define MOST_LIBRARIES 4096
#define MOST_NAMES 65536

bool lw_tbd_add(struct lw_tbd_building *b, struct lw_tbd_list *to, const char *text, struct lw_error *err) {
	if (to->n == MOST_NAMES)
		return lw_fail(err, LW_E_LIMIT, "there are more than %d names of a kind in the stub", MOST_NAMES);
	const char **slot = lw_vec_add(b->a, to, err);
	if (slot == NULL)
		return false;
	*slot = text;
	return true;
}

/* The words of the older versions; what is made for x86 and not for the Mac runs in a simulator. "zippered" is both. */
static const struct {
	const char *word, *platform, *more;
	bool simulated;
} platforms[] = {
	{"macosx", "macos", NULL, false},
	{"zippered", "macos", "maccatalyst", false},
	{"iosmac", "maccatalyst", NULL, false},
	{"uikitformac", "maccatalyst", NULL, false},
	{"ios", "ios", NULL, true},
	{"tvos", "tvos", NULL, true},
	{"watchos", "watchos", NULL, true},
	{"bridgeos", "bridgeos", NULL, false},
	{"driverkit", "driverkit", NULL, false},
};

static bool target(struct lw_tbd_building *b, const char *arch, const char *platform, bool simulator,
		   struct lw_error *err) {
	const char *text = lw_sprintf(b->a, err, "%s-%s%s", arch, platform, simulator ? "-simulator" : "");
	return text != NULL && lw_tbd_add(b, &b->targets, text, err);
}

bool lw_tbd_add_old_target(struct lw_tbd_building *b, const char *arch, const char *platform, struct lw_error *err) {
	for (size_t i = 0; i < sizeof platforms / sizeof platforms[0]; i++) {
		if (strcmp(platforms[i].word, platform) != 0)
			continue;
		const bool x86 = strncmp(arch, "x86_64", 6) == 0 || strcmp(arch, "i386") == 0;
		LW_TRY(target(b, arch, platforms[i].platform, platforms[i].simulated && x86, err));
		return platforms[i].more == NULL || target(b, arch, platforms[i].more, false, err);
	}
	return target(b, arch, platform, false, err);
}

bool lw_tbd_end_library(struct lw_tbd_building *b, struct lw_error *err) {
	if (b->done.n == MOST_LIBRARIES)
		return lw_fail(err, LW_E_LIMIT, "there are more than %d libraries in the stub", MOST_LIBRARIES);
	struct lw_tbd_library *l = lw_vec_add(b->a, &b->done, err);
	if (l == NULL)
		return false;
	*l = b->now;
	l->targets = (struct lw_tbd_names){b->targets.at, b->targets.n};
	l->reexports = (struct lw_tbd_names){b->reexports.at, b->reexports.n};
	b->now = (struct lw_tbd_library){0};
	b->targets = b->reexports = (struct lw_tbd_list){0};
	return true;
}

bool lw_tbd_parse(struct lw_span text, struct lw_arena *a, struct lw_tbd **out, struct lw_error *err) {
	struct lw_tbd_building b = {.a = a};
	if (text.len > LW_TBD_MOST_BYTES)
		return lw_fail(err, LW_E_LIMIT, "the stub has %llu bytes, and only %llu are read",
			       (unsigned long long)text.len, (unsigned long long)LW_TBD_MOST_BYTES);
	const bool json = text.len != 0 && text.ptr[0] == '{';
	LW_TRY(json ? lw_tbd_parse_json(text, &b, err) : lw_tbd_parse_yaml(text, &b, err));
	if (b.version == 0 || b.done.n == 0)
		return lw_fail(err, LW_E_UNKNOWN_FORMAT, "is no stub of a library");
	struct lw_tbd *t = lw_alloc(a, 1, sizeof *t, err);
	if (t == NULL)
		return false;
	*t = (struct lw_tbd){b.version, b.done.at, b.done.n};
	*out = t;
	return true;
}
