/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes read as an API set map and as its text form; each contract is found again by its own name. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/apiset.h"

#define MOST_LOOKED_AT 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t look_at(const struct lw_apiset *set) {
	size_t n = 0;
	for (uint32_t i = 0; i < set->n_contracts && i < MOST_LOOKED_AT; i++) {
		const struct lw_apiset_contract *c = &set->contracts[i], *found = lw_apiset_find(set, c->name);
		for (uint32_t k = 0; k < c->n_hosts && k < MOST_LOOKED_AT; k++)
			n += strlen(c->hosts[k].host) +
				(c->hosts[k].importer == NULL ? 0 : strlen(c->hosts[k].importer));
		if (found == NULL)
			continue;
		const char *host = lw_apiset_host(found, c->n_hosts == 0 ? NULL : c->hosts[0].importer);
		n += host == NULL ? 0 : strlen(host);
	}
	return n;
}

static void finish(struct lw_apiset *set, bool ok, const struct lw_error *err, struct lw_arena *a) {
	if (ok != (set != NULL) || ok != (err->code == LW_E_OK) || err->code == LW_E_INTERNAL)
		abort();
	if (ok && look_at(set) == SIZE_MAX)
		abort(); /* it cannot be; so the compiler leaves nothing out */
	lw_arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	const struct lw_span s = {data, size};
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_apiset *set = NULL;
	bool ok = lw_apiset_parse_map(s, 0, &a, &set, &err);
	finish(set, ok, &err, &a);
	set = NULL;
	lw_error_clear(&err);
	ok = lw_apiset_parse_text(s, &a, &set, &err);
	finish(set, ok, &err, &a);
	return 0;
}
