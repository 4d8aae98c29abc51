/* SPDX-License-Identifier: Apache-2.0 */
/* A file of any bytes read as ELF, then its dynamic symbols, what refers to them, and what it loads where it is static;
 * all that the image tells is looked at. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/elf_parse.h"
#include "format/elf_space.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t length_of(const char *s) {
	return s == NULL ? 0 : strlen(s);
}

static size_t look_at_elf(const struct lw_elf *e) {
	size_t n = length_of(e->audit.text) + length_of(e->depaudit.text);
	for (uint32_t i = 0; i < e->n_phdrs; i++)
		n += e->phdrs[i].p_align != 0;
	for (uint32_t i = 0; i < e->n_dyns; i++)
		n += e->dyns[i].d_val != 0;
	for (uint32_t i = 0; i < e->n_verneeds; i++)
		n += length_of(e->verneeds[i].file) + length_of(e->verneeds[i].version);
	for (uint32_t i = 0; i < e->n_verdefs; i++)
		n += length_of(e->verdefs[i].version);
	for (uint32_t i = 0; i < e->n_dlopens; i++)
		for (uint32_t k = 0; k < e->dlopens[i].n_sonames; k++)
			n += length_of(e->dlopens[i].sonames[k]) + length_of(e->dlopens[i].feature);
	return n;
}

static size_t look_at(const struct lw_image *img) {
	size_t n = length_of(img->interp) + length_of(img->soname.text) + length_of(img->rpath.text) +
		length_of(img->runpath.text);
	for (uint32_t i = 0; i < img->n_needs && i < 1000; i++)
		n += length_of(img->needs[i].name);
	for (uint32_t i = 0; i < img->n_build_id; i++)
		n += img->build_id[i];
	return n + look_at_elf(img->elf) + (img->damage == NULL ? 0 : length_of(img->damage->text));
}

static size_t look_at_symbols(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a) {
	const struct lw_symbol *list;
	struct lw_error err = {0};
	size_t n, sum = 0;
	if (!lw_elf_symbols(src, img, a, &list, &n, &err))
		return 0;
	for (size_t i = 0; i < n && i < 1000; i++)
		sum += length_of(list[i].name) + length_of(list[i].version) + length_of(list[i].version_file);
	struct lw_elf_reference *refs;
	if (lw_elf_references(src, img, n, a, &refs, &err))
		for (size_t i = 0; i < n; i++)
			sum += refs[i].kinds + refs[i].turn;
	return sum;
}

static size_t look_at_static(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a) {
	struct lw_static f;
	struct lw_error err = {0};
	if (!lw_elf_static(src, img, a, &f, &err))
		return 0;
	size_t sum = length_of(f.go.version) + length_of(f.go.cgo) + length_of(f.go.tags);
	for (unsigned i = 0; i < LW_N_WAYS; i++)
		sum += length_of(f.ways[i].by);
	return sum;
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
	bool ok = lw_elf_parse(&src, &a, &img, &err);
	check(img, ok, &err);
	if (ok && look_at(img) + look_at_symbols(&src, img, &a) + look_at_static(&src, img, &a) == SIZE_MAX)
		abort(); /* it cannot be; so the compiler leaves nothing out */
	lw_arena_free(&a);
	return 0;
}
