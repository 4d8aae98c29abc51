/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes read as a lock; all that it tells is looked at, and it is compared with itself. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "linkwright/lock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t length_of(const char *s) {
	return s == NULL ? 0 : strlen(s);
}

static size_t look_at_files(const struct lw_lockfile *l) {
	size_t n = strlen(l->target) + strlen(l->kind);
	for (uint32_t i = 0; i < l->n_options; i++)
		n += strlen(l->options[i]);
	for (uint32_t i = 0; i < l->n_files; i++) {
		const struct lw_locked_file *f = &l->files[i];
		n += strlen(f->path) + length_of(f->soname) + length_of(f->build_id) + length_of(f->sha256) +
			length_of(f->owner.package) + length_of(f->owner.version);
		if (f->owner.manager != NULL && f->owner.package == NULL)
			abort();
	}
	return n;
}

static size_t look_at_names(const struct lw_lockfile *l) {
	size_t n = 0;
	for (uint32_t i = 0; i < l->n_binaries; i++) {
		const struct lw_locked_binary *b = &l->binaries[i];
		if (b->file >= l->n_files)
			abort();
		for (uint32_t k = 0; k < b->n_names; k++) {
			n += strlen(b->names[k].name);
			if (b->names[k].file != LW_NO_ID && b->names[k].file >= l->n_files)
				abort();
		}
	}
	return n;
}

/* The same bytes are the same lock, however files are brought together. */
static void compare(const char *bytes, size_t n, const struct lw_lockfile *was, enum lw_match match) {
	struct lw_error err = {0};
	struct lw_lockfile *now = NULL;
	struct lw_drifts drifts;
	if (!lw_lockfile_parse(bytes, n, &now, &err) || !lw_lockfile_compare(was, now, match, &drifts, &err) ||
	    (match == LW_MATCH_EXACT && drifts.n != 0))
		abort();
	lw_lockfile_free(now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_error err = {0};
	struct lw_lockfile *lock = NULL;
	const char *bytes = size == 0 ? "" : (const char *)data;
	const bool ok = lw_lockfile_parse(bytes, size, &lock, &err);
	if (ok != (lock != NULL) || ok != (err.code == LW_E_OK) || err.code == LW_E_INTERNAL)
		abort();
	if (ok && look_at_files(lock) + look_at_names(lock) == SIZE_MAX)
		abort();
	if (ok) {
		compare(bytes, size, lock, LW_MATCH_EXACT);
		compare(bytes, size, lock, LW_MATCH_LOOSE);
	}
	lw_lockfile_free(lock);
	return 0;
}
