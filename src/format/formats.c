/* SPDX-License-Identifier: Apache-2.0 */
#include "format/formats.h"

#include <string.h>

#include "base/fail.h"
#include "format/elf_parse.h"
#include "format/macho_parse.h"
#include "format/pe_parse.h"

typedef bool single_fn(const struct lw_source *src, struct lw_arena *a, struct lw_image **out, struct lw_error *err);
typedef bool several_fn(const struct lw_source *src, struct lw_arena *a, struct lw_images *out, struct lw_error *err);

/* By the first bytes; several rows may have the same reader. */
static const struct {
	uint8_t n, magic[4];
	single_fn *single;
	several_fn *several;
} formats[] = {
	{4, {0x7f, 'E', 'L', 'F'}, lw_elf_parse, NULL},      {4, {0xfe, 0xed, 0xfa, 0xce}, NULL, lw_macho_parse},
	{4, {0xfe, 0xed, 0xfa, 0xcf}, NULL, lw_macho_parse}, {4, {0xce, 0xfa, 0xed, 0xfe}, NULL, lw_macho_parse},
	{4, {0xcf, 0xfa, 0xed, 0xfe}, NULL, lw_macho_parse}, {4, {0xca, 0xfe, 0xba, 0xbe}, NULL, lw_macho_parse},
	{4, {0xca, 0xfe, 0xba, 0xbf}, NULL, lw_macho_parse}, {2, {'M', 'Z'}, lw_pe_parse, NULL},
};
#define N_FORMATS (sizeof formats / sizeof formats[0])

static size_t format_of(const uint8_t *head, size_t n) {
	size_t i = 0;
	while (i < N_FORMATS && (n < formats[i].n || memcmp(head, formats[i].magic, formats[i].n) != 0))
		i++;
	return i;
}

bool lw_format_known(const uint8_t *head, size_t n) {
	return format_of(head, n) != N_FORMATS;
}

static bool one(single_fn *parse, const struct lw_source *src, struct lw_arena *a, struct lw_images *out,
		struct lw_error *err) {
	struct lw_image *img = NULL;
	const struct lw_image **slot = lw_alloc(a, 1, sizeof *slot, err);
	if (slot == NULL || !parse(src, a, &img, err))
		return false;
	*slot = img;
	*out = (struct lw_images){slot, 1};
	return true;
}

bool lw_format_parse(const struct lw_source *src, struct lw_arena *a, struct lw_images *out, struct lw_error *err) {
	uint8_t head[4];
	uint64_t got = 0;
	*out = (struct lw_images){NULL, 0};
	LW_TRY(lw_source_read(src, 0, head, sizeof head, &got, err));
	const size_t i = format_of(head, (size_t)got);
	if (i == N_FORMATS)
		return lw_fail_at(err, LW_E_UNKNOWN_FORMAT, 0, "does not begin as an ELF, Mach-O or PE file does");
	return formats[i].single != NULL ? one(formats[i].single, src, a, out, err)
					 : formats[i].several(src, a, out, err);
}
