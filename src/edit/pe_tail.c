/* SPDX-License-Identifier: Apache-2.0 */
/* What lies behind the sections: the certificate table, which no edit can keep valid; COFF symbols; and data that the
 * program itself looks for. */
#include <string.h>

#include "base/fail.h"
#include "edit/pe_edit.h"

#define LOOK 4096
#define COFF_SYMBOL 18
#define MOST_COMMENT 65535 /* of a zip */
#define ZIP_END 22
#define LINE_NUMBERS_AT 28 /* in a section header; they are of no use to a loader */

static bool read_at(struct lw_pe_edit *x, uint64_t off, uint64_t len, struct lw_span *out, struct lw_error *err) {
	return lw_source_view(x->e->src, off, len, x->e->a, out, err);
}

/* Only zeros from off up to end? */
static bool is_empty(struct lw_pe_edit *x, uint64_t off, uint64_t end, bool *out, struct lw_error *err) {
	struct lw_span s;
	*out = true;
	for (; *out && off < end; off += s.len) {
		LW_TRY(lw_pe_bytes(&x->r, off, end - off < LOOK ? end - off : LOOK, &s, err));
		for (uint64_t i = 0; i < s.len; i++)
			*out &= s.ptr[i] == 0;
	}
	return true;
}

/* "Attribute Certificate Table": it is a hash of the whole file. Bytes behind it would have to move, so then it stays
 * as data that nobody points to. */
static bool drop_certificate(struct lw_pe_edit *x, struct lw_error *err) {
	const struct lw_pe_directory *d = &x->pe.directories[LW_PE_CERTIFICATE];
	const uint64_t off = lw_pe_directory_off(&x->r, LW_PE_CERTIFICATE);
	bool padding = false;
	x->kept_end = x->e->src->size;
	if (d->rva == 0)
		return true;
	lw_pe_head_set(x, &lw_rec_pe_directory, off, offsetof(struct lw_pe_directory, rva), 0);
	lw_pe_head_set(x, &lw_rec_pe_directory, off, offsetof(struct lw_pe_directory, size), 0);
	if (x->pe.certificate_at_end && d->rva >= x->raw_end)
		x->kept_end = d->rva;
	if (x->kept_end - x->raw_end < 8)
		LW_TRY(is_empty(x, x->raw_end, x->kept_end, &padding, err));
	if (padding)
		x->kept_end = x->raw_end;
	return lw_editing_warn(
		x->e, err,
		"its signature (%llu bytes of certificates) is removed, as it is of the old bytes; sign it "
		"again",
		(unsigned long long)d->size);
}

/* Where the COFF symbols and their strings end, if they begin behind the sections; else raw_end. */
static bool symbols_end(struct lw_pe_edit *x, uint64_t *out, struct lw_error *err) {
	const uint64_t at = x->pe.coff.pointer_to_symbol_table, n = x->pe.coff.number_of_symbols * COFF_SYMBOL;
	struct lw_span s;
	bool ok = true, padding = false;
	*out = x->raw_end;
	if (at < x->raw_end || !lw_range_fits(at, n + 4, x->kept_end))
		return true;
	LW_TRY(is_empty(x, x->raw_end, at, &padding, err));
	LW_TRY(lw_pe_bytes(&x->r, at + n, 4, &s, err));
	const uint64_t strings = lw_span_uint(s, 0, 4, false, &ok);
	if (padding && ok && lw_range_fits(at + n, strings, x->kept_end))
		*out = at + n + (strings < 4 ? 4 : strings);
	return true;
}

/* A zip is read from its end: its last record reaches to the end of the file ("APPNOTE", 4.3.16). */
static bool ends_as_zip(struct lw_span tail) {
	bool ok = true;
	for (uint64_t back = ZIP_END; back <= tail.len && back <= ZIP_END + MOST_COMMENT; back++) {
		const uint64_t at = tail.len - back;
		if (memcmp(tail.ptr + at, "PK\5\6", 4) == 0 &&
		    lw_span_uint(tail, at + 20, 2, false, &ok) == back - ZIP_END)
			return true;
	}
	return false;
}

/* Data that is found from the end of the file, or searched for by its first letters: it may move. */
static const struct {
	const char *letters;
	uint64_t n;
	bool at_start;
} finds[] = {
	{"MEI\014\013\012\013\016", 8, false}, /* PyInstaller: pyi_archive.c searches backwards for its cookie */
	{"\n---- Bun! ----\n", 16, false},     /* Bun: its offsets count from this trailer */
	{"7z\xbc\xaf\x27\x1c", 6, true},       /* 7-Zip's self-extractors search for it, as do those of RAR */
	{";!@Install@!UTF-8!", 18, true},      {"Rar!\x1a\x07", 6, true},
};

static bool may_move(struct lw_pe_edit *x, uint64_t off, bool *out, struct lw_error *err) {
	const uint64_t n = x->kept_end - off, last = n < MOST_COMMENT + ZIP_END ? n : MOST_COMMENT + ZIP_END;
	struct lw_span start, tail;
	uint64_t at;
	LW_TRY(read_at(x, off, n < LOOK ? n : LOOK, &start, err) && read_at(x, x->kept_end - last, last, &tail, err));
	*out = ends_as_zip(tail);
	for (size_t i = 0; i < sizeof finds / sizeof finds[0]; i++) {
		const struct lw_span where = finds[i].at_start ? start : tail;
		if (lw_span_find(where, 0, finds[i].letters, (size_t)finds[i].n, &at))
			*out |= !finds[i].at_start || at < 0x200;
	}
	return true;
}

static bool check_move(struct lw_pe_edit *x, struct lw_error *err) {
	uint64_t off;
	bool fine = false;
	LW_TRY(symbols_end(x, &off, err));
	LW_TRY(is_empty(x, off, x->kept_end, &fine, err));
	if (!fine)
		LW_TRY(may_move(x, off, &fine, err));
	return fine ||
		lw_fail_at(err, LW_E_UNSUPPORTED, off,
			   "%llu bytes of an unknown kind lie behind its sections, and a program that looks for them "
			   "there would not find them behind a new section; take names that are no longer than the old "
			   "ones",
			   (unsigned long long)(x->kept_end - off));
}

/* NSIS, fileform.h: flags, 0xdeadbeef, "NullsoftInst"; the installer adds up all its bytes unless bit 2 is set. */
static bool check_installer(struct lw_pe_edit *x, struct lw_error *err) {
	struct lw_span s;
	bool ok = true;
	if (x->kept_end - x->raw_end < 28)
		return true;
	LW_TRY(lw_pe_bytes(&x->r, x->raw_end, 28, &s, err));
	if (memcmp(s.ptr + 4, "\xef\xbe\xad\xdeNullsoftInst", 16) != 0 || (lw_span_uint(s, 0, 4, false, &ok) & 4) != 0)
		return true;
	return lw_fail_at(err, LW_E_UNSUPPORTED, x->raw_end,
			  "is an installer by NSIS, which compares a check sum of its own bytes and would not start "
			  "after an edit; edit what it is made of");
}

static void shift_symbols(struct lw_pe_edit *x, uint64_t by) {
	const uint64_t at = x->pe.coff.pointer_to_symbol_table;
	if (at >= x->raw_end)
		lw_pe_head_set(x, &lw_rec_pe_coff, lw_pe_coff_off(x),
			       offsetof(struct lw_pe_coff, pointer_to_symbol_table), at + by);
	for (uint32_t i = 0; i < x->pe.n_sections; i++) {
		uint8_t *p = x->head->bytes + (lw_pe_section_off(x, i) + LINE_NUMBERS_AT - x->head->off);
		const uint64_t lines = lw_load_uint(p, 4, false);
		if (lines >= x->raw_end)
			lw_store_uint(p, 4, false, lines + by);
	}
}

/* Debug data that is not mapped lies behind the sections ("Debug Directory", PointerToRawData). */
static bool shift_debug(struct lw_pe_edit *x, uint64_t by, struct lw_error *err) {
	const struct lw_pe_ref ref = lw_pe_directory_ref(&x->r, LW_PE_DEBUG);
	const uint64_t size = lw_record_size(&lw_rec_pe_debug, x->r.is64),
		       n = x->pe.directories[LW_PE_DEBUG].size / size;
	struct lw_raw_pe_debug d;
	struct lw_pe_region *g = NULL;
	if (ref.rva == 0)
		return true;
	const uint8_t *all = lw_pe_view(x, ref, n * size, err);
	if (all == NULL)
		return false;
	for (uint64_t i = 0; i < n; i++) {
		LW_TRY(lw_record_get(&lw_rec_pe_debug, (struct lw_span){all, n * size}, i * size, x->r.is64, false,
				     &d));
		if (d.pointer_to_raw_data < x->raw_end)
			continue;
		if (g == NULL)
			g = lw_pe_region_open(x, ref, n * size, LW_PE_OWN_DEBUG, "debug directory", err);
		if (g == NULL)
			return false;
		lw_pe_put_field(x, g->bytes + i * size, &lw_rec_pe_debug,
				offsetof(struct lw_raw_pe_debug, pointer_to_raw_data), d.pointer_to_raw_data + by);
	}
	return true;
}

#define STRONG_NAME 0x8 /* ECMA-335 II.25.3.3.1 */

bool lw_pe_tail_write(struct lw_pe_edit *x, struct lw_error *err) {
	LW_TRY(drop_certificate(x, err) && check_installer(x, err));
	if ((x->pe.clr_flags & STRONG_NAME) != 0)
		LW_TRY(lw_editing_warn(
			x->e, err,
			"its strong name is of the old bytes; .NET Framework may refuse it where that is "
			"checked"));
	if (x->pe.hybrid == LW_PE_ARM64X)
		LW_TRY(lw_editing_warn(x->e, err,
				       "only the view of its own machine was edited; an ARM64X file has two"));
	if (x->grown == NULL || x->kept_end <= x->raw_end)
		return true;
	const uint64_t by = x->grown_off + x->grown_len - x->raw_end;
	LW_TRY(check_move(x, err));
	shift_symbols(x, by);
	return shift_debug(x, by, err);
}
