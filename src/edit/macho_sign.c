/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes of a slice's signature. Its code directories have hashes of the file's pages, so any new byte makes it
 * void, and Apple silicon runs nothing whose signature is void. The one that is there is made again: what nobody stands
 * for can be made by anyone.
 */
#include "edit/macho.h"

#include "base/fail.h"
#include "format/macho_records.h"
#include "names/macho_numbers.h"
#include "os/pieces.h"

/* Of the linkers: a signature begins at a multiple of 16. */
#define SIGN_ALIGN ((uint64_t)16)
#define ARM_PAGE ((uint64_t)0x4000)
#define MOST_OFFSET UINT64_C(0xf0000000)

static const char *signer(const struct lw_macho_signature *sig) {
	const char *team = sig->best == NULL ? NULL : sig->best->team;
	return team == NULL ? "unknown" : team;
}

static bool keep_certificate(const struct mo_slice *s, struct lw_error *err) {
	return lw_fail(
		err, LW_E_UNSUPPORTED,
		"%sis signed with a certificate (team %.40s): an edit makes that signature void, and with it its "
		"notarisation; sign it again with codesign afterwards, or give --force-resign to have it signed ad "
		"hoc",
		s->who, signer(&s->img->macho->signature));
}

static bool warn_lost(struct mo_slice *s, struct lw_error *err) {
	const struct lw_macho_signature *sig = &s->img->macho->signature;
	LW_TRY(lw_editing_warn(s->e, err,
			       "%sthe signature of team %s and its notarisation are gone; it is signed ad hoc now",
			       s->who, signer(sig)));
	if (sig->best == NULL || (sig->best->flags & LW_MACHO_CS_RUNTIME) == 0)
		return true;
	return lw_editing_warn(
		s->e, err,
		"%sit has the hardened runtime: signed ad hoc, it loads no library of anybody unless it is "
		"entitled to com.apple.security.cs.disable-library-validation",
		s->who);
}

static bool is_arm(const struct mo_slice *s) {
	return s->img->macho->header.cputype == CPU_TYPE_ARM64;
}

static uint32_t count(const struct mo_slice *s, uint32_t cmd) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < s->commands.n; i++)
		n += s->commands.at[i].cmd == cmd;
	return n;
}

/* __LINKEDIT, which has to be the last thing in the slice and in memory. */
static const struct lw_macho_segment *last_segment(const struct mo_slice *s) {
	const struct lw_macho *m = s->img->macho;
	const struct lw_macho_segment *last = NULL;
	for (uint32_t i = 0; i < m->n_segments; i++)
		if (last == NULL || m->segments[i].addr > last->addr)
			last = &m->segments[i];
	const uint64_t from = last == NULL ? 0 : last->off - s->base;
	return last != NULL && from >= s->content && from <= s->size && last->file_size == s->size - from &&
			last->n_sections == 0
		? last
		: NULL;
}

/* The command of a segment, which no edit changes or takes out; n where it is not there. */
static uint32_t command_of(const struct mo_slice *s, const struct lw_macho_segment *seg) {
	const struct lw_macho *m = s->img->macho;
	uint32_t old = 0, i = 0;
	while (old < m->n_commands && m->commands[old].off != seg->cmd_off)
		old++;
	while (i < s->commands.n && (old == m->n_commands || s->commands.at[i].bytes.ptr != m->commands[old].bytes))
		i++;
	return i;
}

static bool grow(struct mo_slice *s, const struct lw_macho_segment *seg, uint64_t size, struct lw_error *err) {
	const uint32_t i = command_of(s, seg);
	if (i == s->commands.n)
		return lw_fail(err, LW_E_INTERNAL, "the command of segment %.16s is not there", seg->name);
	const bool is64 = s->commands.at[i].cmd == LC_SEGMENT_64;
	const unsigned word = is64 ? 8 : 4;
	const uint64_t pages = lw_round_up(size, ARM_PAGE);
	if (pages > seg->size)
		LW_TRY(lw_mo_set_number(s, i, is64 ? 32 : 28, word, pages, err));
	return lw_mo_set_number(s, i, is64 ? 48 : 36, word, size, err);
}

/* Behind all that is there. The command goes behind the others, as the linkers have it. */
static bool prepare_new(struct mo_slice *s, struct lw_error *err) {
	const struct lw_macho_segment *seg = last_segment(s);
	const uint64_t at = lw_round_up(s->size, SIGN_ALIGN);
	if (seg == NULL || at > MOST_OFFSET)
		return lw_fail(
			err, LW_E_UNSUPPORTED,
			"%sa signature cannot be added: it would have to lie at the end of the last segment, and "
			"that is not where the file ends",
			s->who);
	const uint64_t n = lw_mo_sign_new_size(s, at);
	const uint32_t numbers[] = {(uint32_t)at, (uint32_t)n};
	s->signing = MO_NEW;
	s->sign_at = at;
	s->new_size = at + n;
	lw_editing_takes(s->e, LW_STRATEGY_APPEND);
	return lw_mo_insert(s, s->commands.n, LC_CODE_SIGNATURE, numbers, 2, NULL, err) &&
		grow(s, seg, s->new_size - (seg->off - s->base), err) &&
		lw_editing_change(s->e, err, "%ssignature: none -> ad hoc", s->who);
}

static bool prepare_unsigned(struct mo_slice *s, struct lw_error *err) {
	s->signing = MO_UNSIGNED;
	if (!is_arm(s))
		return true;
	if (s->e->opts.force_resign)
		return prepare_new(s, err);
	return lw_editing_warn(
		s->e, err,
		"%sit has no signature, and Apple silicon runs nothing without one; --force-resign signs it "
		"ad hoc",
		s->who);
}

/* Old bytes that are only hashed as they are: encrypted ones come to be others when they are mapped. */
static bool check_encryption(const struct mo_slice *s, struct lw_error *err) {
	const struct lw_macho *m = s->img->macho;
	return !m->has_encryption || m->cryptid == 0 ||
		lw_fail(err, LW_E_UNSUPPORTED,
			"%sis encrypted (LC_ENCRYPTION_INFO, cryptid %lu), and only the store that encrypted it can "
			"sign it "
			"again",
			s->who, (unsigned long)m->cryptid);
}

bool lw_mo_sign_prepare(struct mo_slice *s, struct lw_error *err) {
	const struct lw_macho_signature *sig = &s->img->macho->signature;
	const uint32_t n = count(s, LC_CODE_SIGNATURE);
	LW_TRY(check_encryption(s, err));
	if (n == 0)
		return prepare_unsigned(s, err);
	if (n > 1 || sig->part.size == 0 || sig->best == NULL)
		return lw_fail_at(err, LW_E_MALFORMED, s->base, "%s%s; codesign --remove-signature takes it out",
				  s->who, n > 1 ? "there are several signatures" : "the signature is empty");
	s->sign_at = sig->part.off - s->base;
	s->signing = sig->kind == LW_MACHO_SIGNED ? MO_INSTEAD : MO_AGAIN;
	if (s->signing == MO_AGAIN)
		return true;
	return s->e->opts.force_resign ? warn_lost(s, err) : keep_certificate(s, err);
}

/* The slice as it will be, up to the signature. */
static bool lay_body(struct mo_slice *s, struct lw_pieces *p, struct lw_error *err) {
	const uint64_t kept = s->sign_at < s->size ? s->sign_at : s->size;
	LW_TRY(lw_pieces_put(p, s->head, err));
	for (uint32_t i = 0; i < s->pokes.n; i++) {
		const struct mo_poke *poke = &s->pokes.at[i];
		LW_TRY(lw_pieces_keep(p, s->base + p->size, poke->off - p->size, err) &&
		       lw_pieces_put(p, poke->bytes, err));
	}
	if (p->size < kept)
		LW_TRY(lw_pieces_keep(p, s->base + p->size, kept - p->size, err));
	return p->size >= s->sign_at || lw_pieces_zero(p, s->sign_at - p->size, err);
}

bool lw_mo_sign(struct mo_slice *s, struct lw_error *err) {
	struct lw_pieces pieces = {.old = s->e->src, .a = s->e->a};
	struct lw_source body;
	if (s->signing == MO_UNSIGNED)
		return true;
	LW_TRY(lay_body(s, &pieces, err));
	lw_pieces_source(&pieces, &body);
	switch (s->signing) {
	case MO_AGAIN:
		return lw_mo_sign_again(s, &body, err);
	case MO_INSTEAD:
		return lw_mo_sign_instead(s, &body, err);
	default:
		return lw_mo_sign_new(s, &body, err);
	}
}
