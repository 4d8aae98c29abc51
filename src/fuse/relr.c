/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Relocations that add the base to a word, packed: addresses, and behind each of them words of bits for the places that
 * follow (gABI 2022, "Relocation", SHT_RELR). Only a loader that knows them may load the file: glibc's from 2.36 on,
 * which wants to be told so by a need of GLIBC_ABI_DT_RELR (elf/dl-version.c). So they are only written where a part
 * had them, and that need; a file that older loaders take stays one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/order.h"
#include "fuse/fusing.h"
#include "names/elf_numbers.h"

#define KNOWN_BY "GLIBC_ABI_DT_RELR"

void lw_fuse_relr_choose(struct lw_fusing *f) {
	for (uint32_t i = 0; i < f->parts.n && f->relr_need.file == NULL; i++) {
		const struct lw_elf *e = f->parts.at[i].elf;
		for (uint32_t k = 0; lw_elf_dyn_value(e, DT_RELRSZ) != 0 && k < e->n_verneeds; k++)
			if (strcmp(e->verneeds[k].version, KNOWN_BY) == 0)
				f->relr_need = (struct lw_fuse_version_need){e->verneeds[k].file, KNOWN_BY, false};
	}
}

bool lw_fuse_relr(struct lw_fusing *f, struct lw_fuse_part *p, uint64_t place, uint64_t value, bool *taken,
		  struct lw_error *err) {
	const unsigned word = f->is64 ? 8 : 4;
	const struct lw_fuse_place to = lw_fuse_placed(p, place);
	*taken = f->relr_need.file != NULL && !to.in_tls && to.at % word == 0 && lw_fuse_has_bytes(p, place, word);
	if (!*taken)
		return true;
	uint64_t *slot = lw_vec_add(f->a, &f->relr, err);
	if (slot != NULL)
		*slot = to.at;
	return slot != NULL && lw_fuse_put(f, p, place, word, value, err);
}

/* What is told twice would be added twice. */
static void sort(struct lw_fusing *f) {
	uint32_t n = 0;
	qsort(f->relr.at, f->relr.n, sizeof f->relr.at[0], lw_by_uint64);
	for (uint32_t i = 0; i < f->relr.n; i++)
		if (n == 0 || f->relr.at[n - 1] != f->relr.at[i])
			f->relr.at[n++] = f->relr.at[i];
	f->relr.n = n;
}

/* The bits of the words from base on; *i goes behind the last place that has one. The lowest bit says that it is no
 * address. */
static uint64_t bits_from(const struct lw_fusing *f, uint64_t base, uint32_t *i) {
	const unsigned word = f->is64 ? 8 : 4;
	uint64_t bits = 0;
	for (; *i < f->relr.n && f->relr.at[*i] - base < (uint64_t)(8 * word - 1) * word; ++*i)
		bits |= (uint64_t)1 << ((f->relr.at[*i] - base) / word);
	return bits << 1 | 1;
}

bool lw_fuse_relr_build(struct lw_fusing *f, struct lw_error *err) {
	const unsigned word = f->is64 ? 8 : 4;
	if (f->relr.n == 0)
		return true;
	sort(f);
	uint8_t *bytes = lw_alloc_raw(f->a, f->relr.n, word, err); /* each word has one place at least */
	if (bytes == NULL)
		return false;
	uint64_t n = 0, base = 0;
	for (uint32_t i = 0; i < f->relr.n; n += word) {
		const uint32_t before = i;
		const uint64_t bits = n == 0 ? 1 : bits_from(f, base, &i);
		if (i != before) {
			lw_store_uint(bytes + n, word, f->big, bits);
			base += (uint64_t)(8 * word - 1) * word;
			continue;
		}
		lw_store_uint(bytes + n, word, f->big, f->relr.at[i]);
		base = f->relr.at[i++] + word;
	}
	f->relr_bytes = (struct lw_span){bytes, n};
	return true;
}
