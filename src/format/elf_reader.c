/* SPDX-License-Identifier: Apache-2.0 */
/* Reads through windows, so that a healthy library costs a handful of preads and no memory but that of its facts. */
#include "format/elf_reader.h"

#include <string.h>

#include "base/fail.h"
#include "names/elf_names.h"
#include "names/elf_numbers.h"

#define LOOK_BACK 512

bool lw_elf_fill(struct lw_elf_reader *r, struct lw_elf_window *w, uint64_t off, struct lw_error *err) {
	uint64_t n = r->src->size - off;
	w->off = off;
	w->len = 0;
	return lw_source_read(r->src, off, w->bytes, n < sizeof w->bytes ? n : sizeof w->bytes, &w->len, err);
}

static bool holds(const struct lw_elf_window *w, uint64_t off, uint64_t len, struct lw_span *out) {
	return off >= w->off && lw_span_cut((struct lw_span){w->bytes, w->len}, off - w->off, len, out);
}

bool lw_elf_reader_init(struct lw_elf_reader *r, const struct lw_source *src, struct lw_arena *a,
			struct lw_error *err) {
	r->src = src;
	r->a = a;
	r->elf = NULL;
	r->img = NULL;
	r->damage = NULL;
	r->str = (struct lw_elf_strtab){0};
	r->win.off = r->win.len = 0;
	r->text.off = r->text.len = 0;
	return lw_elf_fill(r, &r->head, 0, err);
}

void lw_elf_reader_of(struct lw_elf_reader *r, const struct lw_image *img) {
	r->img = img;
	r->elf = img->elf;
	r->is64 = img->bits == 64;
	r->big = img->big_endian;
}

bool lw_elf_bytes(struct lw_elf_reader *r, uint64_t off, uint64_t len, struct lw_span *out, struct lw_error *err) {
	if (holds(&r->head, off, len, out) || holds(&r->win, off, len, out) || holds(&r->text, off, len, out))
		return true;
	if (!lw_range_fits(off, len, r->src->size))
		return lw_fail_at(err, LW_E_TRUNCATED, off,
				  "%#llx bytes are meant to lie at %#llx, past the end of the file (%#llx)",
				  (unsigned long long)len, (unsigned long long)off, (unsigned long long)r->src->size);
	/* What comes next often lies a little before: tables are laid out in another order than that of the questions.
	 */
	const uint64_t before = off % LOOK_BACK;
	LW_TRY(lw_elf_fill(r, &r->win, len + before <= LW_ELF_WINDOW ? off - before : off, err));
	if (!holds(&r->win, off, len, out))
		return lw_fail_at(err, LW_E_TRUNCATED, off, "the file was cut short while it was read");
	return true;
}

bool lw_elf_keep(struct lw_elf_reader *r, uint64_t off, uint64_t len, struct lw_span *out, struct lw_error *err) {
	if (len > LW_ELF_WINDOW)
		return lw_source_view(r->src, off, len, r->a, out, err);
	struct lw_span s;
	LW_TRY(lw_elf_bytes(r, off, len, &s, err));
	uint8_t *p = lw_alloc(r->a, (size_t)len, 1, err);
	if (p == NULL)
		return false;
	if (len != 0)
		memcpy(p, s.ptr, (size_t)len);
	*out = (struct lw_span){p, len};
	return true;
}

bool lw_elf_record(struct lw_elf_reader *r, const struct lw_record *rec, uint64_t off, void *host,
		   struct lw_error *err) {
	struct lw_span s;
	LW_TRY(lw_elf_bytes(r, off, lw_record_size(rec, r->is64), &s, err));
	return lw_record_get(rec, s, 0, r->is64, r->big, host);
}

bool lw_elf_run(struct lw_elf_reader *r, const struct lw_record *rec, uint64_t off, uint64_t n, struct lw_span *out,
		uint64_t *got, struct lw_error *err) {
	const uint64_t size = lw_record_size(rec, r->is64), most = LW_ELF_WINDOW / size;
	*got = n < most ? n : most;
	/* A window that holds the first ones is not thrown away for the sake of the last. */
	const struct lw_elf_window *const windows[] = {&r->head, &r->win};
	for (unsigned i = 0; i < 2; i++) {
		const struct lw_elf_window *w = windows[i];
		if (!holds(w, off, size, out))
			continue;
		const uint64_t have = (w->off + w->len - off) / size;
		*got = have < *got ? have : *got;
		return holds(w, off, *got * size, out);
	}
	return lw_elf_bytes(r, off, *got * size, out, err);
}

bool lw_elf_damage(struct lw_elf_reader *r, struct lw_error *what, struct lw_error *err) {
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

/* Where segments overlap, the later one is mapped over the earlier (glibc elf/dl-map-segments.h). */
bool lw_elf_map(const struct lw_elf_reader *r, uint64_t addr, struct lw_elf_place *out) {
	for (uint32_t i = r->elf->n_phdrs; i-- > 0;) {
		const struct lw_phdr *p = &r->elf->phdrs[i];
		if (p->p_type != PT_LOAD || addr < p->p_vaddr || addr - p->p_vaddr >= p->p_filesz)
			continue;
		uint64_t skip = addr - p->p_vaddr;
		if (!lw_range_fits(p->p_offset, skip, r->src->size) || p->p_offset + skip == r->src->size)
			return false;
		out->off = p->p_offset + skip;
		out->len = p->p_filesz - skip;
		if (out->len > r->src->size - out->off)
			out->len = r->src->size - out->off;
		return true;
	}
	return false;
}

const struct lw_dyn *lw_elf_dyn(const struct lw_elf *elf, uint64_t tag) {
	for (uint32_t i = elf->n_dyns; i-- > 0;)
		if (elf->dyns[i].d_tag == tag)
			return &elf->dyns[i];
	return NULL;
}

uint64_t lw_elf_dyn_value(const struct lw_elf *elf, uint64_t tag) {
	const struct lw_dyn *d = lw_elf_dyn(elf, tag);
	return d == NULL ? 0 : d->d_val;
}

uint64_t lw_elf_dyn_off(const struct lw_elf_reader *r, const struct lw_dyn *d) {
	return r->elf->dynamic_off + (uint64_t)(d - r->elf->dyns) * lw_record_size(&lw_rec_dyn, r->is64);
}

bool lw_elf_map_dyn(const struct lw_elf_reader *r, const struct lw_dyn *d, struct lw_elf_place *out,
		    struct lw_error *err) {
	if (lw_elf_map(r, d->d_val, out))
		return true;
	const char *tag = lw_elf_dyn_name(d->d_tag);
	return lw_fail_at(err, LW_E_MALFORMED, lw_elf_dyn_off(r, d),
			  "%s points at %#llx, where no segment has file bytes", tag == NULL ? "a dynamic entry" : tag,
			  (unsigned long long)d->d_val);
}
