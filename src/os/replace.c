/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "os/replace.h"

#include <errno.h>
#include <fcntl.h>

#include "base/fail.h"
#include "os/attributes.h"
#include "os/beside.h"
#include "os/errno_names.h"
#include "os/fs_disk.h"
#include "os/pieces_write.h"

struct replacing {
	const struct lw_replacing *asked;
	struct lw_arena *a;
	struct lw_replaced *done;
	struct lw_spot place;
	struct lw_beside beside;
	struct lw_carry carry;
};

static bool same_file(const struct stat *st, const struct lw_stat *was) {
	return st->st_dev == was->dev && st->st_ino == was->ino;
}

/* Is the old file as it was when it was opened, and still where it was? */
static bool unchanged(struct replacing *r, struct lw_error *err) {
	const struct lw_stat *was = &r->asked->pieces->was;
	struct lw_stat now;
	struct stat there;
	const int sys = lw_disk_fstat(r->asked->pieces->old->fd, &now);
	if (sys != 0)
		return lw_beside_fail(err, sys);
	const bool same = now.size == was->size && now.mtime == was->mtime && now.mtime_ns == was->mtime_ns;
	if (same && r->carry.copy)
		return true;
	if (same && fstatat(r->place.dir, r->place.name, &there, AT_SYMLINK_NOFOLLOW) == 0 && same_file(&there, was))
		return true;
	return lw_fail(err, LW_E_LIMIT, "has been changed since it was read, and is left as it is now: try again");
}

static bool look_again(struct replacing *r, struct lw_error *err) {
	const struct lw_replacing *asked = r->asked;
	struct lw_source written;
	struct lw_stat st;
	const int sys = lw_disk_source(r->beside.fd, &written, &st); /* is closed with the file */
	if (sys != 0)
		return lw_beside_fail(err, sys);
	return lw_pieces_compare(asked->pieces, &written, r->a, err) &&
		(asked->check == NULL || asked->check(asked->ctx, &written, err));
}

static bool tell_links(struct replacing *r, struct lw_error *err) {
	const unsigned long others = r->place.there ? (unsigned long)r->place.st.st_nlink - 1 : 0;
	if (others == 0)
		return true;
	return lw_carry_note(&r->carry,
			     lw_sprintf(r->a, err,
					"the file has %lu other name%s (hard links), which keep%s the old bytes",
					others, others == 1 ? "" : "s", others == 1 ? "s" : ""),
			     err);
}

static bool into_place(struct replacing *r, struct lw_error *err) {
	int sys = lw_beside_name(&r->beside);
	if (sys != 0)
		return lw_beside_fail(err, sys);
	LW_TRY(unchanged(r, err));
	sys = lw_beside_rename(&r->beside);
	return sys == 0 || lw_beside_fail(err, sys);
}

static bool attempt(struct replacing *r, bool unnamed, struct lw_error *err) {
	r->done->notes.n = 0;
	r->done->kept = NULL;
	const int sys = lw_beside_open(&r->beside, &r->place, unnamed, lw_carry_first_mode(&r->carry));
	if (sys != 0)
		return lw_beside_fail(err, sys);
	r->carry.to = r->beside.fd;
	const bool ok = lw_pieces_write(r->asked->pieces, r->beside.fd, r->a, err) && lw_carry(&r->carry, err) &&
		look_again(r, err) && tell_links(r, err) && into_place(r, err);
	lw_beside_close(&r->beside);
	return ok;
}

/* Nothing can be undone any more, so nothing here is a failure. */
static void after(struct replacing *r) {
	struct lw_error none = {0};
	struct lw_errno_buf words;
	const int sys = lw_spot_sync(&r->place);
	if (sys == 0 || sys == EINVAL) /* what cannot be synced at all: fsync(2) */
		return;
	if (!lw_carry_note(
		    &r->carry,
		    lw_sprintf(r->a, &none,
			       "its directory could not be synced (%s): a crash soon may bring the old file back",
			       lw_errno_words(sys, &words)),
		    &none))
		lw_error_clear(&none);
}

static bool in_place(struct replacing *r, struct lw_error *err) {
	const struct lw_replacing *asked = r->asked;
	const int sys = lw_spot_find(&r->place, asked->to != NULL ? asked->to : asked->path, r->a, err);
	if (sys != 0)
		return lw_beside_fail(err, sys);
	if (r->place.there && !S_ISREG(r->place.st.st_mode))
		return lw_beside_fail(err, S_ISDIR(r->place.st.st_mode) ? EISDIR : EINVAL);
	r->carry = (struct lw_carry){.from = asked->pieces->old->fd, .a = r->a, .done = r->done};
	if (fstat(r->carry.from, &r->carry.was) != 0)
		return lw_beside_fail(err, errno);
	/* Also where to is another word for the same file. */
	r->carry.copy = asked->to != NULL && !(r->place.there && same_file(&r->place.st, &asked->pieces->was));
	LW_TRY(unchanged(r, err));
	if (!attempt(r, true, err)) {
		LW_TRY(r->beside.unnameable);
		lw_error_clear(err);
		LW_TRY(attempt(r, false, err));
	}
	after(r);
	return true;
}

bool lw_replace(const struct lw_replacing *what, struct lw_arena *a, struct lw_replaced *done, struct lw_error *err) {
	struct replacing r = {.asked = what, .a = a, .done = done, .place = {.dir = -1}};
	struct stat st;
	if (what->to != NULL && stat(what->to, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
		struct lw_source src;
		lw_pieces_source(what->pieces, &src);
		return lw_beside_through(what->to, &src, a, err);
	}
	const bool ok = in_place(&r, err);
	lw_spot_close(&r.place);
	return ok;
}
