/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as what a process shows: the text of its memory map, and a memory in which its loader's list begins. Of the
 * latter the first byte is the layout, the next eight tell where the list is, and address 0 lies behind them. And a
 * memory in which a file is mapped in two parts, from address 0 on.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "process/linkmap.h"
#include "process/mapped_source.h"
#include "process/maps.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void maps(struct lw_span text) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_mappings m;
	const bool ok = lw_maps_parse(text, &a, &m, &err);
	if (ok != (err.code == LW_E_OK) || err.code == LW_E_INTERNAL)
		abort();
	for (uint32_t i = 0; ok && i < m.n; i++) {
		const struct lw_mapping *found = lw_maps_find(&m, m.at[i].start);
		if (m.at[i].path == NULL || m.at[i].start >= m.at[i].end)
			abort();
		if (found != NULL && (m.at[i].start < found->start || m.at[i].start >= found->end))
			abort();
	}
	lw_arena_free(&a);
}

static void links(struct lw_span bytes) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_source memory;
	struct lw_links list;
	struct lw_span rest;
	bool ok = true;
	const uint64_t flags = lw_span_uint(bytes, 0, 1, false, &ok);
	const struct lw_layout layout = {flags & 1, flags & 2};
	const uint64_t at = lw_span_uint(bytes, 1, 8, layout.big, &ok);
	if (!ok || !lw_span_cut(bytes, 9, bytes.len - 9, &rest))
		return;
	lw_source_of_memory(&memory, rest);
	if (!lw_links_read(&memory, at, layout, &a, &list, &err) || list.n_ns > 64)
		abort();
	for (uint32_t i = 0; i < list.n; i++)
		if (list.at[i].name == NULL || strlen(list.at[i].name) >= 4096 || list.at[i].ns >= 64)
			abort();
	lw_arena_free(&a);
}

static void mapped(struct lw_span bytes) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_source memory;
	struct lw_mapped_file file = {0};
	bool is_elf;
	const uint64_t half = bytes.len / 2;
	struct lw_mapping two[] = {
		{.start = 0, .end = half, .ino = 1, .read = true, .path = "/x"},
		{.start = half, .end = bytes.len, .off = half, .ino = 1, .read = true, .path = "/x"}};
	const struct lw_mappings maps = {two, 2, 2};
	lw_source_of_memory(&memory, bytes);
	if (bytes.len >= 2 && !lw_mapped_file_lay(&memory, &maps, &two[0], &a, &file, &is_elf, &err))
		abort();
	if (file.size > bytes.len || file.n_extents > 2 || file.dynamic.len > bytes.len)
		abort();
	lw_arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	const struct lw_span all = {data, size};
	maps(all);
	links(all);
	mapped(all);
	return 0;
}
