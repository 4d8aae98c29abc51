/* SPDX-License-Identifier: Apache-2.0 */
/* A file of any bytes read as Mach-O, then the symbols and the page hashes of each image; all that is told is looked
 * at. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/macho_parse.h"
#include "format/macho_tell.h"
#include "format/syscalls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t length_of(const char *s) {
	return s == NULL ? 0 : strlen(s);
}

static size_t look_at_list(const struct lw_entry_text *list, uint32_t n) {
	size_t sum = 0;
	for (uint32_t i = 0; i < n; i++)
		sum += length_of(list[i].text);
	return sum;
}

static size_t look_at_macho(const struct lw_macho *m) {
	size_t n = length_of(m->umbrella.text) + length_of(m->dylinker.text);
	n += look_at_list(m->rpaths, m->n_rpaths) + look_at_list(m->environment, m->n_environment);
	n += look_at_list(m->clients, m->n_clients) + look_at_list(m->sub_umbrellas, m->n_sub_umbrellas);
	n += look_at_list(m->sub_libraries, m->n_sub_libraries);
	for (uint32_t i = 0; i < m->n_builds; i++)
		for (uint32_t k = 0; k < m->builds[i].n_tools; k++)
			n += m->builds[i].tools[k].version;
	for (uint32_t i = 0; i < m->n_segments; i++)
		n += length_of(m->segments[i].name);
	for (uint32_t i = 0; i < m->n_sections; i++)
		n += length_of(m->sections[i].name) + length_of(m->sections[i].segment);
	for (uint32_t i = 0; i < m->signature.n_directories; i++)
		n += length_of(m->signature.directories[i].identifier) + length_of(m->signature.directories[i].team);
	return n;
}

static size_t look_at(const struct lw_image *img) {
	size_t n = length_of(img->interp) + length_of(img->soname.text);
	for (uint32_t i = 0; i < img->n_needs; i++)
		n += length_of(img->needs[i].name) + img->macho->dylibs[i].current;
	for (uint32_t i = 0; i < img->n_build_id; i++)
		n += img->build_id[i];
	return n + look_at_macho(img->macho) + (img->damage == NULL ? 0 : length_of(img->damage->text));
}

static void check_error(bool ok, const struct lw_error *err) {
	if (ok != (err->code == LW_E_OK) || err->code == LW_E_INTERNAL)
		abort();
}

static size_t look_further(const struct lw_source *src, const struct lw_image *img, struct lw_arena *a) {
	const struct lw_macho_symbol *list;
	struct lw_macho_check check;
	struct lw_error err = {0};
	size_t n, sum = 0;
	bool ok = lw_macho_symbols(src, img, a, &list, &n, &err);
	check_error(ok, &err);
	for (size_t i = 0; ok && i < n; i++)
		sum += length_of(list[i].name) + length_of(list[i].other_name);
	lw_error_clear(&err);
	ok = lw_macho_check_signature(src, img, &check, &err);
	check_error(ok, &err);
	struct lw_syscalls calls = {0};
	lw_error_clear(&err);
	check_error(lw_find_syscalls(src, img, &calls, &err), &err);
	return sum + (ok ? check.n : 0) + calls.n;
}

static size_t look_at_fields(const struct lw_image *img, struct lw_arena *a) {
	const struct lw_macho_told *told;
	struct lw_error err = {0};
	size_t sum = 0;
	const bool ok = lw_macho_tell(img, a, &told, &err);
	check_error(ok, &err);
	for (uint32_t i = 0; ok && i < img->macho->n_commands; i++)
		for (uint32_t k = 0; k < told[i].n; k++)
			sum += length_of(told[i].fields[k].name) + length_of(told[i].fields[k].text) +
				length_of(told[i].fields[k].remark);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	struct lw_source src;
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_images all = {NULL, 0};
	lw_source_of_memory(&src, (struct lw_span){data, size});
	const bool ok = lw_macho_parse(&src, &a, &all, &err);
	check_error(ok, &err);
	if (ok != (all.n != 0))
		abort();
	for (uint32_t i = 0; i < all.n; i++) {
		const struct lw_image *img = all.at[i];
		if (img->damage != NULL && (img->damage->code == LW_E_OK || img->damage->code == LW_E_INTERNAL))
			abort();
		if (look_at(img) + look_further(&src, img, &a) + look_at_fields(img, &a) == SIZE_MAX)
			abort(); /* it cannot be; so the compiler leaves nothing out */
	}
	lw_arena_free(&a);
	return 0;
}
