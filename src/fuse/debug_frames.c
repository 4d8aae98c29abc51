/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Debuggers read one section .eh_frame of a file, which is the target's. What the libraries have in theirs is told to
 * them once more as .debug_frame, with plain addresses (DWARF 5, section 6.4.1; gdb dwarf2/frame.c, elfutils
 * libdw/dwarf_getcfi.c). It is not loaded, and strip takes it away. What is damaged or not known is left out.
 */
#include <string.h>

#include "base/fail.h"
#include "format/elf_frames.h"
#include "fuse/sections.h"

#define MOST ((uint64_t)512 << 20)
#define LONGEST_CIE 512u
#define MORE 48u /* bytes that a record may get, at most */
#define IS_CIE UINT64_C(0xffffffff)
#define NONE UINT64_MAX

struct making {
	struct lw_fusing *f;
	struct lw_elf_frames in;
	struct lw_map cies; /* of this part: where each is in the new section */
	uint64_t last, last_at;
	uint8_t *to;
	uint64_t at, cap;
};

static void put(struct making *m, unsigned size, uint64_t v) {
	lw_store_uint(m->to + m->at, size, m->f->big, v);
	m->at += size;
}

static bool put_bytes(struct making *m, uint64_t from, uint64_t end) {
	struct lw_span s;
	if (from > end || !lw_span_cut(m->in.bytes, from, end - from, &s))
		return false;
	if (s.len != 0)
		memcpy(m->to + m->at, s.ptr, (size_t)s.len);
	m->at += s.len;
	return true;
}

/* Its length, and DW_CFA_nop up to the next word. */
static void finish(struct making *m, uint64_t begin) {
	while ((m->at - begin) % 8 != 0)
		m->to[m->at++] = 0;
	lw_store_uint(m->to + begin, 4, m->f->big, m->at - begin - 4);
}

/* What stands between the augmentation's name and the instructions; from..fixed is kept. */
static bool skip_augmentation(struct lw_span s, unsigned version, bool told, uint64_t *at, uint64_t *fixed) {
	uint64_t skip;
	LW_TRY(lw_span_uleb(s, at, &skip) && lw_span_uleb(s, at, &skip));
	if (version == 1)
		++*at;
	else
		LW_TRY(lw_span_uleb(s, at, &skip));
	*fixed = *at;
	if (!told)
		return true;
	LW_TRY(lw_span_uleb(s, at, &skip));
	*at += skip;
	return skip <= s.len && *at <= s.len;
}

static bool cie(struct making *m, const struct lw_elf_frame *r) {
	struct lw_span s;
	const uint64_t n = r->end - r->body, begin = m->at;
	bool ok = true;
	if (!lw_span_cut(m->in.bytes, r->body, n < LONGEST_CIE ? n : LONGEST_CIE, &s))
		return false;
	const char *name = lw_span_cstr(s, 1);
	const unsigned version = (unsigned)lw_span_uint(s, 0, 1, false, &ok);
	if (!ok || name == NULL || (name[0] != 'z' && name[0] != '\0'))
		return false;
	const uint64_t from = strlen(name) + 2;
	uint64_t at = from + (version == 4 ? 2 : 0), fixed = 0;
	if (!skip_augmentation(s, version, name[0] == 'z', &at, &fixed))
		return false;
	const bool is_signal = strchr(name, 'S') != NULL, is_key = strchr(name, 'B') != NULL;
	put(m, 4, 0);
	put(m, 4, IS_CIE);
	put(m, 1, version);
	if (is_signal || is_key)
		put(m, 1, 'z');
	if (is_signal)
		put(m, 1, 'S');
	if (is_key)
		put(m, 1, 'B');
	put(m, 1, 0);
	LW_TRY(put_bytes(m, r->body + from, r->body + fixed));
	if (is_signal || is_key)
		put(m, 1, 0);
	LW_TRY(put_bytes(m, r->body + at, r->end));
	finish(m, begin);
	return true;
}

/* The new place of an FDE's CIE, which is written when it is asked for first. */
static bool cie_of(struct making *m, uint64_t off, uint64_t *out, struct lw_error *err) {
	struct lw_elf_frame r;
	if (m->last != off) {
		const uint64_t *known = lw_map_get(&m->cies, &off, sizeof off);
		m->last = off;
		m->last_at = known == NULL ? NONE : *known;
		if (known == NULL) {
			const uint64_t begin = m->at;
			uint64_t *kept = lw_alloc(m->f->a, 2, sizeof *kept, err);
			if (kept == NULL)
				return false;
			if (lw_elf_frame_at(&m->in, off, &r) && r.kind == LW_ELF_FRAME_CIE && cie(m, &r))
				m->last_at = begin;
			else
				m->at = begin;
			kept[0] = m->last_at;
			kept[1] = off;
			LW_TRY(lw_map_put(&m->cies, m->f->a, &kept[1], sizeof off, kept, err));
		}
	}
	*out = m->last_at;
	return true;
}

static bool fde(struct making *m, const struct lw_elf_frame *r, struct lw_error *err) {
	const unsigned word = m->f->is64 ? 8 : 4;
	uint64_t start, size, at, skip, of = NONE;
	struct lw_elf_frame c;
	if (!lw_elf_frame_range(&m->in, r, &start, &size) || start == 0 || size == 0)
		return true;
	LW_TRY(cie_of(m, r->cie, &of, err));
	if (of == NONE || !lw_elf_frame_at(&m->in, r->cie, &c))
		return true;
	bool ok = true;
	at = r->body + 2 * (uint64_t)lw_elf_frame_pointer_size(m->in.encoding, m->f->is64);
	if (lw_span_uint(m->in.bytes, c.body + 1, 1, false, &ok) == 'z') {
		if (!lw_span_uleb(m->in.bytes, &at, &skip) || skip > r->end - r->body)
			return true;
		at += skip;
	}
	const uint64_t begin = m->at;
	put(m, 4, 0);
	put(m, 4, of);
	put(m, word, start);
	put(m, word, size);
	if (put_bytes(m, at, r->end))
		finish(m, begin);
	else
		m->at = begin;
	return true;
}

static bool part(struct making *m, const struct lw_fuse_frames_part *p, struct lw_error *err) {
	struct lw_elf_frame r;
	m->in = (struct lw_elf_frames){
		.bytes = p->frames, .addr = p->frames_addr, .is64 = m->f->is64, .big = m->f->big};
	m->cies = (struct lw_map){0};
	m->last = NONE;
	for (uint64_t off = 0; off < p->frames.len && lw_elf_frame_at(&m->in, off, &r); off = r.end) {
		/* CIEs are written between FDEs, and there is room for either in what was counted. */
		if (r.kind == LW_ELF_FRAME_FDE && m->cap - m->at > 2 * (r.end - r.off) + 2 * LONGEST_CIE)
			LW_TRY(fde(m, &r, err));
	}
	return true;
}

static void count(struct making *m, const struct lw_fuse_frames_part *p) {
	struct lw_elf_frame r;
	const struct lw_elf_frames in = {.bytes = p->frames, .is64 = m->f->is64, .big = m->f->big};
	for (uint64_t off = 0; off < p->frames.len && lw_elf_frame_at(&in, off, &r); off = r.end)
		m->cap += r.end - r.off + MORE;
}

bool lw_fuse_debug_frames(struct lw_fusing *f, struct lw_span *out, struct lw_error *err) {
	struct making m = {.f = f, .cap = 8 * LONGEST_CIE};
	struct lw_fuse_frames_part *list = lw_alloc(f->a, f->parts.n, sizeof *list, err);
	*out = (struct lw_span){NULL, 0};
	if (list == NULL)
		return false;
	for (uint32_t i = 1; i < f->parts.n; i++) {
		LW_TRY(lw_fuse_frames_of(f, &f->parts.at[i], &list[i], err));
		count(&m, &list[i]);
	}
	if (m.cap > MOST)
		return true;
	m.to = lw_alloc_raw(f->a, (size_t)m.cap, 1, err);
	LW_TRY(m.to != NULL);
	for (uint32_t i = 1; i < f->parts.n; i++)
		LW_TRY(part(&m, &list[i], err));
	*out = (struct lw_span){m.to, m.at};
	return true;
}
