/* SPDX-License-Identifier: Apache-2.0 */
#include "format/macho_reader.h"

#include <string.h>

#include "base/fail.h"
#include "names/macho_names.h"

void lw_macho_reader_init(struct lw_macho_reader *r, const struct lw_source *src, struct lw_arena *a, uint64_t base,
			  uint64_t size) {
	r->src = src;
	r->a = a;
	r->img = NULL;
	r->macho = NULL;
	r->base = base;
	r->size = size;
	r->is64 = r->big = false;
	r->cmds = (struct lw_span){NULL, 0};
	r->damage = NULL;
	r->lists = (struct lw_macho_lists){0};
	r->win_off = r->n_win = 0;
}

void lw_macho_reader_of(struct lw_macho_reader *r, const struct lw_source *src, struct lw_arena *a,
			const struct lw_image *img) {
	const uint64_t left = img->slice_off < src->size ? src->size - img->slice_off : 0;
	lw_macho_reader_init(r, src, a, img->slice_off, img->slice_size < left ? img->slice_size : left);
	r->is64 = img->bits == 64;
	r->big = img->big_endian;
}

bool lw_macho_bytes(struct lw_macho_reader *r, uint64_t off, uint64_t len, struct lw_span *out, struct lw_error *err) {
	if (off >= r->win_off && lw_span_cut((struct lw_span){r->win, r->n_win}, off - r->win_off, len, out))
		return true;
	if (!lw_range_fits(off, len, r->src->size))
		return lw_fail_at(err, LW_E_TRUNCATED, off,
				  "%#llx bytes are meant to lie at %#llx, past the end of the file (%#llx)",
				  (unsigned long long)len, (unsigned long long)off, (unsigned long long)r->src->size);
	const uint64_t left = r->src->size - off;
	r->win_off = off;
	r->n_win = 0;
	LW_TRY(lw_source_read(r->src, off, r->win, left < sizeof r->win ? left : sizeof r->win, &r->n_win, err));
	if (!lw_span_cut((struct lw_span){r->win, r->n_win}, 0, len, out))
		return lw_fail_at(err, LW_E_TRUNCATED, off + r->n_win, "the file was cut short while it was read");
	return true;
}

bool lw_macho_keep(struct lw_macho_reader *r, uint64_t off, uint64_t len, struct lw_span *out, struct lw_error *err) {
	if (len > LW_MACHO_WINDOW)
		return lw_source_view(r->src, off, len, r->a, out, err);
	struct lw_span s;
	LW_TRY(lw_macho_bytes(r, off, len, &s, err));
	uint8_t *p = lw_alloc_raw(r->a, (size_t)len, 1, err);
	if (p == NULL)
		return false;
	if (len != 0)
		memcpy(p, s.ptr, (size_t)len);
	*out = (struct lw_span){p, len};
	return true;
}

bool lw_macho_record(struct lw_macho_reader *r, const struct lw_record *rec, uint64_t off, bool big, void *host,
		     struct lw_error *err) {
	struct lw_span s;
	LW_TRY(lw_macho_bytes(r, off, lw_record_size(rec, r->is64), &s, err));
	return lw_record_get(rec, s, 0, r->is64, big, host);
}

bool lw_macho_damage(struct lw_macho_reader *r, struct lw_error *what, struct lw_error *err) {
	if (what->code == LW_E_NOMEM || what->code == LW_E_IO) {
		*err = *what;
		return false;
	}
	if (r->damage == NULL) {
		r->damage = lw_alloc(r->a, 1, sizeof *r->damage, err);
		if (r->damage == NULL)
			return false;
		*r->damage = *what;
	}
	lw_error_clear(what);
	return true;
}

bool lw_macho_place(const struct lw_macho_reader *r, const char *who, uint64_t at, uint64_t off, uint64_t len,
		    struct lw_macho_part *out, struct lw_error *err) {
	*out = (struct lw_macho_part){0, 0};
	if (!lw_range_fits(off, len, r->size))
		return lw_fail_at(
			err, LW_E_TRUNCATED, at, "%s lies at %#llx with %#llx bytes, past the end of the %s (%#llx)",
			who, (unsigned long long)off, (unsigned long long)len,
			r->base == 0 && r->size == r->src->size ? "file" : "slice", (unsigned long long)r->size);
	*out = (struct lw_macho_part){r->base + off, len};
	return true;
}

struct lw_span lw_macho_command_bytes(const struct lw_macho_reader *r, const struct lw_macho_command *c) {
	struct lw_span s;
	const uint64_t first = r->base + lw_record_size(&lw_rec_mach_header, r->is64);
	return lw_span_cut(r->cmds, c->off - first, c->size, &s) ? s : (struct lw_span){NULL, 0};
}

const char *lw_macho_command_words(const struct lw_macho_command *c) {
	const char *name = lw_macho_command_name(c->cmd);
	return name == NULL ? "a load command" : name;
}

/* dyld refuses what is not so: mach_o/Header.cpp, stringOverflow. */
bool lw_macho_text(const struct lw_macho_reader *r, const struct lw_macho_command *c, uint64_t at, const char **out,
		   struct lw_error *err) {
	const struct lw_span s = lw_macho_command_bytes(r, c);
	*out = lw_span_cstr(s, at);
	if (*out != NULL)
		return true;
	if (at >= s.len)
		return lw_fail_at(err, LW_E_MALFORMED, c->off, "the string of %s lies at %#llx of its %#llx bytes",
				  lw_macho_command_words(c), (unsigned long long)at, (unsigned long long)s.len);
	return lw_fail_at(err, LW_E_MALFORMED, c->off, "the string of %s does not end in its %#llx bytes",
			  lw_macho_command_words(c), (unsigned long long)s.len);
}
