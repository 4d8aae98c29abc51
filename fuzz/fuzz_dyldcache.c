/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes read as a shared cache of dyld; all that it tells is looked at. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/dyldcache.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_source src;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_dyldcache *c = NULL;
	lw_source_of_memory(&src, (struct lw_span){data, size});
	const bool ok = lw_dyldcache_parse(&src, &a, &c, &err);
	if (ok != (c != NULL) || ok != (err.code == LW_E_OK) || err.code == LW_E_INTERNAL)
		abort();
	size_t n = ok ? strlen(c->arch) : 0;
	for (uint32_t i = 0; ok && i < c->n_names; i++)
		n += strlen(c->names[i]);
	if (n == SIZE_MAX)
		abort(); /* it cannot be; so the compiler leaves nothing out */
	lw_arena_free(&a);
	return 0;
}
