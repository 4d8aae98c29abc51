/* SPDX-License-Identifier: Apache-2.0 */
/* The newest version of each family that a file asks for (gABI, symbol versioning; glibc elf/dl-version.c). */
#include "linkwright/floor.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/vec.h"
#include "names/distros.h"
#include "os/errno_names.h"
#include "session/session.h"

/* What stands for a version of glibc without saying so (glibc NEWS; elf/Makefile, abi-*.map). */
static const struct {
	const char *version;
	uint16_t minor;
} unnumbered[] = {{"GLIBC_ABI_DT_RELR", 36}, {"GLIBC_ABI_GNU_TLS", 43}, {"GLIBC_ABI_GNU2_TLS", 42}};

struct finding {
	struct lw_arena *a;
	LW_VEC(struct lw_floor_need) needs;
};

/* "GLIBC_2.34": the number behind the last underscore; NULL: there is none. */
static const char *number_of(const char *version) {
	const char *at = strrchr(version, '_');
	return at != NULL && at[1] >= '0' && at[1] <= '9' && at[strspn(at + 1, "0123456789.") + 1] == '\0' ? at + 1
													   : NULL;
}

/* "2.9" is older than "2.34". */
static int compare(const char *x, const char *y) {
	while (*x != '\0' || *y != '\0') {
		char *after_x, *after_y;
		const unsigned long a = strtoul(x, &after_x, 10), b = strtoul(y, &after_y, 10);
		if (a != b)
			return a < b ? -1 : 1;
		if (after_x == x && after_y == y)
			return strcmp(x, y);
		x = after_x + (*after_x == '.');
		y = after_y + (*after_y == '.');
	}
	return 0;
}

static bool take(struct finding *f, const struct lw_verneed *v, struct lw_error *err) {
	const char *number = number_of(v->version);
	const size_t n = number == NULL ? strlen(v->version) : (size_t)(number - 1 - v->version);
	const char *family = lw_strndup(f->a, v->version, n, err);
	if (family == NULL)
		return false;
	struct lw_floor_need *at = NULL;
	for (uint32_t i = 0; i < f->needs.n; i++)
		if (strcmp(f->needs.at[i].provider, v->file) == 0 && strcmp(f->needs.at[i].family, family) == 0)
			at = &f->needs.at[i];
	if (at != NULL && (number == NULL || compare(number, at->number) <= 0))
		return true;
	if (at == NULL && (at = lw_vec_add(f->a, &f->needs, err)) == NULL)
		return false;
	*at = (struct lw_floor_need){.provider = v->file, .version = v->version, .family = family, .number = number};
	return true;
}

static bool count_symbols(struct lw_session *s, struct finding *f, const struct lw_file *file, struct lw_error *err) {
	const struct lw_symbol *list;
	size_t n;
	LW_TRY(lw_session_symbols(s, file, &list, &n, err));
	for (size_t i = 0; i < n; i++)
		for (uint32_t k = 0; list[i].version_file != NULL && list[i].version != NULL && k < f->needs.n; k++) {
			struct lw_floor_need *need = &f->needs.at[k];
			if (strcmp(need->version, list[i].version) != 0 ||
			    strcmp(need->provider, list[i].version_file) != 0)
				continue;
			need->n_symbols++;
			if (need->symbol == NULL)
				need->symbol = list[i].name;
		}
	return true;
}

static uint16_t minor_of(const struct lw_floor_need *need) {
	for (size_t i = 0; i < sizeof unnumbered / sizeof unnumbered[0]; i++)
		if (strcmp(unnumbered[i].version, need->version) == 0)
			return unnumbered[i].minor;
	if (strcmp(need->family, "GLIBC") != 0 || need->number == NULL || strncmp(need->number, "2.", 2) != 0)
		return 0;
	const unsigned long minor = strtoul(need->number + 2, NULL, 10);
	return (uint16_t)(minor < 1000 ? minor : 999);
}

static bool load(struct lw_session *s, const char *path, const struct lw_file **out, struct lw_error *err) {
	struct lw_errno_buf words;
	int sys;
	LW_TRY(lw_session_load(s, path, out, &sys, err));
	if (*out == NULL)
		return lw_fail(err, sys == 2 ? LW_E_NOT_FOUND : LW_E_IO, "cannot be opened: %s",
			       lw_errno_words(sys, &words));
	if ((*out)->error != NULL || ((*out)->image != NULL && (*out)->image->damage != NULL)) {
		*err = (*out)->error != NULL ? *(*out)->error : *(*out)->image->damage;
		return false;
	}
	return (*out)->image != NULL ||
		lw_fail(err, LW_E_UNSUPPORTED, "is no ELF file: only those tell the versions that they need");
}

static bool floor_of(struct lw_session *s, const char *path, const struct lw_floor **out, struct lw_error *err) {
	struct finding f = {.a = &s->graphs};
	const struct lw_file *file;
	struct lw_floor *floor = lw_alloc(&s->graphs, 1, sizeof *floor, err);
	LW_TRY(floor != NULL && load(s, path, &file, err));
	for (uint32_t i = 0; i < file->image->elf->n_verneeds; i++)
		LW_TRY(take(&f, &file->image->elf->verneeds[i], err));
	LW_TRY(count_symbols(s, &f, file, err));
	for (uint32_t i = 0; i < f.needs.n; i++) {
		const uint16_t minor = minor_of(&f.needs.at[i]);
		floor->glibc_minor = minor > floor->glibc_minor ? minor : floor->glibc_minor;
		floor->is_private = floor->is_private || strcmp(f.needs.at[i].version, "GLIBC_PRIVATE") == 0;
	}
	floor->needs = f.needs.at;
	floor->n_needs = f.needs.n;
	if (floor->glibc_minor != 0) {
		floor->newest = lw_newest_without(floor->glibc_minor);
		floor->oldest = lw_oldest_with(floor->glibc_minor);
	}
	*out = floor;
	return true;
}

bool lw_floor_of(struct lw_session *s, const char *path, const struct lw_floor **out, struct lw_error *err) {
	if (floor_of(s, path, out, err))
		return true;
	err->subject[0] = '\0';
	lw_error_subject(err, path);
	return false;
}
