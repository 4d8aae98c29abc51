/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes read as a stub of a library; all that it tells is looked at. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/tbd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t length_of(const char *s) {
	return s == NULL ? 0 : strlen(s);
}

static size_t look_at_names(struct lw_tbd_names names) {
	size_t n = 0;
	for (uint32_t i = 0; i < names.n; i++)
		n += strlen(names.at[i]);
	return n;
}

static size_t look_at(const struct lw_tbd *t) {
	size_t n = t->version;
	for (uint32_t i = 0; i < t->n_libraries; i++) {
		const struct lw_tbd_library *l = &t->libraries[i];
		n += length_of(l->install_name) + length_of(l->umbrella) + look_at_names(l->targets) +
			look_at_names(l->reexports);
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_tbd *t = NULL;
	const bool ok = lw_tbd_parse((struct lw_span){data, size}, &a, &t, &err);
	if (ok != (t != NULL) || ok != (err.code == LW_E_OK) || err.code == LW_E_INTERNAL)
		abort();
	if (ok && (t->n_libraries == 0 || look_at(t) == SIZE_MAX))
		abort();
	lw_arena_free(&a);
	return 0;
}
