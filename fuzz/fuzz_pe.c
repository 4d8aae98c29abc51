/* SPDX-License-Identifier: Apache-2.0 */
/* A file of any bytes read as PE, then its imports, exports and manifests; all that the image tells is looked at. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/apiset.h"
#include "format/manifest.h"
#include "format/pe_parse.h"
#include "format/syscalls.h"

#define MOST_LOOKED_AT 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t length_of(const char *s) {
	return s == NULL ? 0 : strlen(s);
}

static size_t look_at(const struct lw_image *img) {
	const struct lw_pe *pe = img->pe;
	size_t n = length_of(img->soname.text) + length_of(pe->pdb);
	if (img->n_needs < pe->n_dlls)
		abort();
	for (uint32_t i = 0; i < img->n_needs && i < MOST_LOOKED_AT; i++)
		n += strlen(img->needs[i].name) + (i < pe->n_dlls && pe->dlls[i].unused);
	for (uint32_t i = 0; i < pe->n_bounds && i < MOST_LOOKED_AT; i++)
		n += strlen(pe->bounds[i].name);
	for (uint32_t i = 0; i < pe->n_sections; i++)
		n += strlen(pe->sections[i].name);
	for (uint32_t i = 0; i < img->n_build_id; i++)
		n += img->build_id[i];
	return n + (img->damage == NULL ? 0 : length_of(img->damage->text));
}

static size_t look_at_imports(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a) {
	const struct lw_pe_import *list;
	struct lw_error err = {0};
	size_t n, sum = 0;
	if (!lw_pe_imports(src, img, a, &list, &n, &err))
		return 0;
	for (size_t i = 0; i < n && i < MOST_LOOKED_AT; i++)
		sum += length_of(list[i].name) + length_of(img->pe->dlls[list[i].dll].name);
	return sum;
}

static size_t look_at_exports(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a) {
	struct lw_pe_exports x;
	struct lw_error err = {0};
	size_t sum = 0;
	if (!lw_pe_exports(src, img, a, &x, &err))
		return 0;
	for (uint32_t i = 0; i < x.n && i < MOST_LOOKED_AT; i++)
		sum += length_of(x.list[i].name) + length_of(x.list[i].forward);
	return sum;
}

/* A manifest lies where the image says, and may be anything; so may an API set map. */
static void look_further(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a) {
	struct lw_error err = {0};
	struct lw_apiset *set;
	for (uint32_t i = 0; i < img->pe->n_manifests && i < 3; i++) {
		struct lw_manifest *m;
		struct lw_span s;
		lw_error_clear(&err);
		if (!lw_source_view(src, img->pe->manifests[i].off, img->pe->manifests[i].size, a, &s, &err))
			abort();
		if (!lw_manifest_parse(s, a, &m, &err) && err.code == LW_E_OK)
			abort();
	}
	lw_error_clear(&err);
	struct lw_syscalls calls;
	if (!lw_find_syscalls(src, img, &calls, &err))
		abort();
	if (lw_apiset_parse_dll(src, a, &set, &err) && set->n_contracts != 0)
		(void)lw_apiset_find(set, set->contracts[0].name);
}

/* A contract of the reader: an image, or an error of one of its codes; never both. */
static void check(const struct lw_image *img, bool ok, const struct lw_error *err) {
	if (ok != (img != NULL) || ok != (err->code == LW_E_OK) || err->code == LW_E_INTERNAL)
		abort();
	if (img != NULL && img->damage != NULL && (img->damage->code == LW_E_OK || img->damage->code == LW_E_INTERNAL))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_source src;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_image *img = NULL;
	lw_source_of_memory(&src, (struct lw_span){data, size});
	const bool ok = lw_pe_parse(&src, &a, &img, &err);
	check(img, ok, &err);
	if (ok && look_at(img) + look_at_imports(&src, img, &a) + look_at_exports(&src, img, &a) == SIZE_MAX)
		abort(); /* it cannot be; so the compiler leaves nothing out */
	if (ok)
		look_further(&src, img, &a);
	lw_arena_free(&a);
	return 0;
}
