/* SPDX-License-Identifier: Apache-2.0 */
/* The new file as it would be read: the commands that were asked for and no others, every other byte as it was but for
 * the signature, and that one valid. */
#include "edit/macho.h"

#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "format/macho_parse.h"

#define WINDOW ((uint64_t)16 << 10)

struct proof {
	const struct mo_slice *s;
	const struct lw_source *after;
	const struct lw_image *now;
};

static bool wrong(const struct proof *p, const char *what, struct lw_error *err) {
	return lw_fail_at(err, LW_E_INTERNAL, p->now->slice_off, "%s%s", p->s->who, what);
}

static bool check_header(const struct proof *p, struct lw_error *err) {
	struct lw_macho_header a = p->s->img->macho->header, b = p->now->macho->header;
	if (b.ncmds != p->s->commands.n || b.sizeofcmds != (p->s->changed ? lw_mo_commands_size(p->s) : a.sizeofcmds))
		return wrong(p, "the header tells of other load commands", err);
	a.ncmds = b.ncmds;
	a.sizeofcmds = b.sizeofcmds;
	if (memcmp(&a, &b, sizeof a) != 0 || p->now->slice_off != p->s->new_base ||
	    p->now->slice_size != p->s->new_size)
		return wrong(p, "the header is another", err);
	return true;
}

static bool same(struct lw_span x, const uint8_t *y, uint64_t n) {
	return x.len == n && memcmp(x.ptr, y, (size_t)n) == 0;
}

/* Each command is as it was planned, and one that no edit changed is the next of the old ones that are left. */
static bool check_commands(const struct proof *p, struct lw_error *err) {
	const struct lw_macho *old = p->s->img->macho, *now = p->now->macho;
	uint32_t from = 0;
	for (uint32_t i = 0; i < now->n_commands; i++) {
		const struct mo_command *c = &p->s->commands.at[i];
		if (c->cmd != now->commands[i].cmd || !same(c->bytes, now->commands[i].bytes, now->commands[i].size))
			return wrong(p, "a load command is not as planned", err);
		if (c->fresh)
			continue;
		while (from < old->n_commands && old->commands[from].bytes != c->bytes.ptr)
			from++;
		if (from++ >= old->n_commands)
			return wrong(p, "a load command that nothing was asked of is another", err);
	}
	return true;
}

/* Old bytes from from to to, of the slice. */
static bool check_range(const struct proof *p, uint64_t from, uint64_t to, struct lw_error *err) {
	uint8_t a[WINDOW], b[WINDOW];
	for (uint64_t n, x, y; from < to; from += n) {
		n = to - from < WINDOW ? to - from : WINDOW;
		LW_TRY(lw_source_read(p->s->e->src, p->s->base + from, a, n, &x, err) &&
		       lw_source_read(p->after, p->s->new_base + from, b, n, &y, err));
		if (x != n || y != n || memcmp(a, b, (size_t)n) != 0)
			return wrong(p, "a byte is another that nothing was asked of", err);
	}
	return true;
}

/* Behind the commands, as far as the old ones or the new ones reached, there are zeros. */
static bool check_padding(const struct proof *p, struct lw_error *err) {
	const uint64_t end = p->s->old_end - p->s->img->macho->header.sizeofcmds + p->now->macho->header.sizeofcmds;
	uint8_t window[WINDOW];
	for (uint64_t at = end, n, got; at < p->s->head.len; at += n) {
		n = p->s->head.len - at < WINDOW ? p->s->head.len - at : WINDOW;
		LW_TRY(lw_source_read(p->after, p->s->new_base + at, window, n, &got, err));
		for (uint64_t i = 0; i < n; i++)
			if (got != n || window[i] != 0)
				return wrong(p, "the padding is not zero", err);
	}
	return true;
}

/* A signature that was added lies in a segment, and that one ends with the slice. */
static bool check_segments(const struct proof *p, struct lw_error *err) {
	const struct lw_macho *m = p->now->macho;
	const uint64_t end = p->s->new_base + p->s->new_size;
	if (p->s->signing != MO_NEW || !p->s->changed)
		return true;
	for (uint32_t i = 0; i < m->n_segments; i++)
		if (m->segments[i].off <= p->s->new_base + p->s->sign_at &&
		    m->segments[i].off + m->segments[i].file_size == end &&
		    m->segments[i].size >= m->segments[i].file_size)
			return true;
	return wrong(p, "no segment ends with the new signature", err);
}

static bool check_bytes(const struct proof *p, struct lw_error *err) {
	const struct mo_slice *s = p->s;
	uint64_t at = s->head.len;
	for (uint32_t i = 0; i < s->pokes.n; i++) {
		LW_TRY(check_range(p, at, s->pokes.at[i].off, err));
		at = s->pokes.at[i].off + s->pokes.at[i].bytes.len;
	}
	if (s->sign.len == 0)
		return check_range(p, at, s->size, err);
	LW_TRY(check_range(p, at, s->sign_at < s->size ? s->sign_at : s->size, err));
	return check_range(p, s->sign_at + s->sign.len, s->size, err);
}

/* What the signature says beside the hashes is what the old one said. */
static bool check_words(const struct proof *p, struct lw_error *err) {
	const struct lw_macho_signature *old = &p->s->img->macho->signature, *now = &p->now->macho->signature;
	if (p->s->signing == MO_NEW)
		return true;
	bool ok = old->n_directories == now->n_directories && old->entitled == now->entitled;
	for (uint32_t i = 0; ok && i < now->n_directories; i++) {
		const struct lw_macho_directory *x = &old->directories[i], *y = &now->directories[i];
		ok = lw_same_text(x->identifier == NULL && p->s->signing == MO_INSTEAD ? "" : x->identifier,
				  y->identifier) &&
			x->hash_type == y->hash_type && x->limit == y->limit && x->version == y->version;
	}
	return ok || wrong(p, "the signature says something else than the old one", err);
}

static bool check_signature(const struct proof *p, struct lw_error *err) {
	struct lw_macho_check check;
	const struct lw_macho_signature *now = &p->now->macho->signature;
	if (p->s->sign.len == 0)
		return true;
	if (now->kind != LW_MACHO_ADHOC || now->part.off != p->s->new_base + p->s->sign_at ||
	    now->part.size != p->s->sign.len)
		return wrong(p, "the signature is not where it was put", err);
	LW_TRY(lw_macho_check_signature(p->after, p->now, &check, err));
	for (uint32_t i = 0; i < check.n; i++)
		if (!check.pages[i].checked || check.pages[i].n_wrong != 0)
			return wrong(p, "a hash of the new signature is wrong", err);
	return check_words(p, err);
}

bool lw_mo_verify(struct lw_editing *e, const struct lw_source *after, const struct lw_images *now,
		  struct lw_error *err) {
	const struct mo_file *f = e->work;
	if (now->n != f->n)
		return lw_fail(err, LW_E_INTERNAL, "there are %lu slices", (unsigned long)now->n);
	for (uint32_t i = 0; i < f->n; i++) {
		const struct proof p = {&f->slices[i], after, now->at[i]};
		LW_TRY(check_header(&p, err) && check_commands(&p, err) && check_padding(&p, err) &&
		       check_segments(&p, err) && check_bytes(&p, err) && check_signature(&p, err));
	}
	return true;
}
