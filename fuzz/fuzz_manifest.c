/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes read as a manifest; all that it tells is looked at. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t length_of(const char *s) {
	return s == NULL ? 0 : strlen(s);
}

static size_t look_at_identity(const struct lw_manifest_identity *i) {
	return length_of(i->name) + length_of(i->version) + length_of(i->type) + length_of(i->processor_architecture) +
		length_of(i->public_key_token) + length_of(i->language);
}

static size_t look_at(const struct lw_manifest *m) {
	size_t n = look_at_identity(&m->identity) + length_of(m->execution_level) + length_of(m->active_code_page);
	for (uint32_t i = 0; i < m->n_dependencies; i++)
		n += look_at_identity(&m->dependencies[i].identity);
	for (uint32_t i = 0; i < m->n_files; i++)
		n += strlen(m->files[i].name) + length_of(m->files[i].load_from);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_manifest *m = NULL;
	const bool ok = lw_manifest_parse((struct lw_span){data, size}, &a, &m, &err);
	if (ok != (m != NULL) || ok != (err.code == LW_E_OK) || err.code == LW_E_INTERNAL)
		abort();
	if (ok && look_at(m) == SIZE_MAX)
		abort(); /* it cannot be; so the compiler leaves nothing out */
	lw_arena_free(&a);
	return 0;
}
