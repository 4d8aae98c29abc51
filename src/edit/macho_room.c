/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The room for load commands: from the header to the first byte that belongs to something else. Linkers leave padding
 * there (-headerpad); what does not fit cannot be made to, for everything behind is mapped where it is.
 */
#include "edit/macho.h"

#include <string.h>

#include "base/fail.h"
#include "format/macho_records.h"
#include "names/macho_numbers.h"

/* Where a command tells of bytes in the file: the offset's place, the count's, and the size of one (mach-o/loader.h).
 * Only whether there are any counts here. */
static const struct place {
	uint32_t cmd;
	uint8_t off_at, count_at;
} places[] = {
	{LC_SYMTAB, 8, 12},
	{LC_SYMTAB, 16, 20},
	{LC_DYSYMTAB, 32, 36},
	{LC_DYSYMTAB, 40, 44},
	{LC_DYSYMTAB, 48, 52},
	{LC_DYSYMTAB, 56, 60},
	{LC_DYSYMTAB, 64, 68},
	{LC_DYSYMTAB, 72, 76},
	{LC_TWOLEVEL_HINTS, 8, 12},
	{LC_DYLD_INFO, 8, 12},
	{LC_DYLD_INFO, 16, 20},
	{LC_DYLD_INFO, 24, 28},
	{LC_DYLD_INFO, 32, 36},
	{LC_DYLD_INFO, 40, 44},
	{LC_DYLD_INFO_ONLY, 8, 12},
	{LC_DYLD_INFO_ONLY, 16, 20},
	{LC_DYLD_INFO_ONLY, 24, 28},
	{LC_DYLD_INFO_ONLY, 32, 36},
	{LC_DYLD_INFO_ONLY, 40, 44},
	{LC_CODE_SIGNATURE, 8, 12},
	{LC_SEGMENT_SPLIT_INFO, 8, 12},
	{LC_FUNCTION_STARTS, 8, 12},
	{LC_DATA_IN_CODE, 8, 12},
	{LC_DYLIB_CODE_SIGN_DRS, 8, 12},
	{LC_LINKER_OPTIMIZATION_HINT, 8, 12},
	{LC_DYLD_EXPORTS_TRIE, 8, 12},
	{LC_DYLD_CHAINED_FIXUPS, 8, 12},
	{LC_ENCRYPTION_INFO, 8, 12},
	{LC_ENCRYPTION_INFO_64, 8, 12},
};

static void lower(struct mo_slice *s, uint64_t off) {
	if (off < s->content)
		s->content = off;
}

static void ask_commands(struct mo_slice *s) {
	for (uint32_t i = 0; i < s->commands.n; i++)
		for (size_t k = 0; k < sizeof places / sizeof places[0]; k++)
			if (places[k].cmd == s->commands.at[i].cmd && lw_mo_number(s, i, places[k].count_at) != 0)
				lower(s, lw_mo_number(s, i, places[k].off_at));
}

/* A segment that begins behind the header has its own bytes; the one that begins with the header is mapped with the
 * commands, and they have to end in it. */
static void ask_segments(struct mo_slice *s) {
	const struct lw_macho *m = s->img->macho;
	for (uint32_t i = 0; i < m->n_segments; i++) {
		const struct lw_macho_segment *g = &m->segments[i];
		if (g->file_size != 0)
			lower(s, g->off != s->base ? g->off - s->base : g->file_size);
	}
	for (uint32_t i = 0; i < m->n_sections; i++)
		if (m->sections[i].off != 0 && m->sections[i].size != 0)
			lower(s, m->sections[i].off - s->base);
}

bool lw_mo_find_content(struct mo_slice *s, struct lw_error *err) {
	s->content = s->size;
	ask_segments(s);
	ask_commands(s);
	if (s->content >= s->old_end)
		return true;
	return lw_fail_at(err, LW_E_MALFORMED, s->base + s->content,
			  "%ssomething lies at %#llx, and the load commands end at %#llx", s->who,
			  (unsigned long long)s->content, (unsigned long long)s->old_end);
}

static bool no_room(const struct mo_slice *s, uint64_t need, uint64_t room, struct lw_error *err) {
	return lw_fail(err, LW_E_UNSUPPORTED,
		       "%sthe load commands would have %llu bytes, and there is room for %llu: relink with "
		       "-headerpad_max_install_names (or -headerpad), or take out or shorten rpaths and names",
		       s->who, (unsigned long long)need, (unsigned long long)room);
}

/* Padding is zeros: anything else is somebody's, though no command tells whose. */
static bool is_padding(const struct mo_slice *s, uint64_t from, uint64_t to, struct lw_error *err) {
	struct lw_span pad;
	LW_TRY(from >= to || lw_source_view(s->e->src, s->base + from, to - from, s->e->a, &pad, err));
	for (uint64_t i = 0; from + i < to; i++) {
		bool ok = true;
		if (lw_span_uint(pad, i, 1, false, &ok) != 0)
			return lw_fail_at(
				err, LW_E_UNSUPPORTED, s->base + from + i,
				"%sbytes that are not zero lie in the padding behind the load commands, where "
				"the new ones would go; what they are for is not known",
				s->who);
	}
	return true;
}

bool lw_mo_lay_head(struct mo_slice *s, struct lw_error *err) {
	const uint64_t first = lw_record_size(&lw_rec_mach_header, s->img->bits == 64), n = lw_mo_commands_size(s);
	const uint64_t end = first + n, all = end > s->old_end ? end : s->old_end;
	struct lw_span old;
	if (end > s->content)
		return no_room(s, n, s->content - first, err);
	LW_TRY(is_padding(s, s->old_end, end, err));
	LW_TRY(lw_source_view(s->e->src, s->base, first, s->e->a, &old, err));
	uint8_t *p = lw_alloc(s->e->a, (size_t)all, 1, err);
	if (p == NULL)
		return false;
	memcpy(p, old.ptr, (size_t)first);
	lw_store_uint(p + 16, 4, s->img->big_endian, s->commands.n);
	lw_store_uint(p + 20, 4, s->img->big_endian, n);
	uint64_t at = first;
	for (uint32_t i = 0; i < s->commands.n; i++) {
		const struct lw_span c = s->commands.at[i].bytes;
		memcpy(p + at, c.ptr, (size_t)c.len);
		at += c.len;
	}
	s->head = (struct lw_span){p, all};
	lw_editing_takes(s->e, end > s->old_end ? LW_STRATEGY_SPARE_ROOM : LW_STRATEGY_IN_PLACE);
	return true;
}
