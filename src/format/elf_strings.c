/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings of the dynamic string table. A library asks for a dozen that lie close together, so each is copied out of a
 * window; whoever asks for many (or long) ones gets pointers into one copy of the table. Either way time and memory
 * grow with the file and not with entries times strings.
 */
#include "format/elf_reader.h"

#include <string.h>

#include "base/fail.h"
#include "names/elf_numbers.h"

#define MOST_COPIED 256
#define MOST_COPIED_BYTES ((uint64_t)16 << 10)
#define MOST_LOADED ((uint64_t)64 << 20)
#define MOST_NAME_BYTES ((uint64_t)16 << 20)

bool lw_elf_strings_open(struct lw_elf_reader *r, struct lw_error *err) {
	const struct lw_dyn *tab = lw_elf_dyn(r->elf, DT_STRTAB), *size = lw_elf_dyn(r->elf, DT_STRSZ);
	struct lw_elf_place at;
	if (tab == NULL)
		return true;
	LW_TRY(lw_elf_map_dyn(r, tab, &at, err));
	r->str.known = true;
	r->str.off = at.off;
	r->str.len = r->str.size = at.len;
	if (size != NULL && size->d_val != 0 && size->d_val < at.len)
		r->str.size = size->d_val;
	return true;
}

bool lw_elf_strings_load(struct lw_elf_reader *r, uint64_t n, struct lw_error *err) {
	struct lw_elf_strtab *t = &r->str;
	if (n > MOST_LOADED)
		n = MOST_LOADED;
	LW_TRY(lw_source_view(r->src, t->off, n, r->a, &t->whole, err));
	t->whole_end = n;
	while (t->whole_end > 0 && t->whole.ptr[t->whole_end - 1] != 0)
		t->whole_end--;
	return true;
}

static bool copy_out(struct lw_elf_reader *r, struct lw_span bytes, const char **out, struct lw_error *err) {
	const char *s = lw_span_cstr(bytes, 0);
	*out = NULL;
	if (s == NULL) /* it is longer than what is here */
		return true;
	uint64_t n = strlen(s);
	r->str.n_copied++;
	r->str.n_copied_bytes += n;
	*out = lw_strndup(r->a, s, (size_t)n, err);
	return *out != NULL;
}

static bool in_window(const struct lw_elf_window *w, uint64_t off, uint64_t left, struct lw_span *out) {
	if (off < w->off || off - w->off >= w->len)
		return false;
	uint64_t have = w->len - (off - w->off);
	*out = (struct lw_span){w->bytes + (off - w->off), have < left ? have : left};
	return lw_span_cstr(*out, 0) != NULL;
}

/* Bytes from the string's first one on. A new window begins before it: its neighbours will likely be asked for next. */
static bool window_at(struct lw_elf_reader *r, uint64_t str, struct lw_span *out, struct lw_error *err) {
	uint64_t off = r->str.off + str, left = r->str.len - str;
	if (in_window(&r->head, off, left, out) || in_window(&r->text, off, left, out) ||
	    in_window(&r->win, off, left, out))
		return true;
	uint64_t before = str < LW_ELF_WINDOW / 2 ? str : LW_ELF_WINDOW / 2;
	LW_TRY(lw_elf_fill(r, &r->text, off - before, err));
	*out = (struct lw_span){NULL, 0};
	(void)in_window(&r->text, off, left, out);
	return true;
}

/* First as much as DT_STRSZ tells, then, if the string is not in that, as much as there is. */
static bool from_whole(struct lw_elf_reader *r, uint64_t str, const char **out, struct lw_error *err) {
	struct lw_elf_strtab *t = &r->str;
	if (t->whole.ptr == NULL)
		LW_TRY(lw_elf_strings_load(r, t->size, err));
	if (str >= t->whole_end && t->whole.len < t->len && t->whole.len < MOST_LOADED)
		LW_TRY(lw_elf_strings_load(r, t->len, err));
	*out = str < t->whole_end ? (const char *)t->whole.ptr + str : NULL;
	return true;
}

bool lw_elf_string(struct lw_elf_reader *r, struct lw_elf_ref ref, const char **out, struct lw_error *err) {
	struct lw_elf_strtab *t = &r->str;
	if (!t->known)
		return lw_fail_at(err, LW_E_MALFORMED, ref.at, "%s names a string, but there is no string table",
				  ref.who);
	if (ref.str >= t->len)
		return lw_fail_at(err, LW_E_MALFORMED, ref.at,
				  "%s names the string at %#llx, past the end of the string table's segment (%#llx)",
				  ref.who, (unsigned long long)ref.str, (unsigned long long)t->len);
	if (t->whole.ptr == NULL && t->n_copied < MOST_COPIED && t->n_copied_bytes < MOST_COPIED_BYTES) {
		struct lw_span bytes;
		LW_TRY(window_at(r, ref.str, &bytes, err));
		LW_TRY(copy_out(r, bytes, out, err));
		if (*out != NULL)
			return true;
	}
	LW_TRY(from_whole(r, ref.str, out, err));
	if (*out != NULL)
		return true;
	if (t->len > MOST_LOADED)
		return lw_fail_at(
			err, LW_E_LIMIT, ref.at,
			"%s names the string at %#llx, and no more than %#llx bytes of a string table are read",
			ref.who, (unsigned long long)ref.str, (unsigned long long)MOST_LOADED);
	return lw_fail_at(err, LW_E_MALFORMED, ref.at,
			  "%s names the string at %#llx, which does not end in its segment", ref.who,
			  (unsigned long long)ref.str);
}

bool lw_elf_name(struct lw_elf_reader *r, struct lw_elf_ref ref, const char **out, struct lw_error *err) {
	*out = NULL;
	if (r->str.n_name_bytes <= MOST_NAME_BYTES) {
		LW_TRY(lw_elf_string(r, ref, out, err));
		r->str.n_name_bytes += strlen(*out);
	}
	return r->str.n_name_bytes <= MOST_NAME_BYTES ||
		lw_fail_at(err, LW_E_LIMIT, ref.at, "%s and those before it have names of more than %llu bytes",
			   ref.who, (unsigned long long)MOST_NAME_BYTES);
}
