/* SPDX-License-Identifier: Apache-2.0 */
/* A file takes the place of another when it is whole (os/beside.h). */
#define _GNU_SOURCE
#include "linkwright/write.h"

#include <errno.h>

#include "base/fail.h"
#include "os/beside.h"

static int fill(struct lw_beside *b, const char *bytes, size_t n) {
	const struct lw_spot *p = b->place;
	int sys = lw_beside_write(b->fd, bytes, n, 0);
	if (sys == 0 && p->there && fchmod(b->fd, p->st.st_mode & 07777) != 0)
		sys = errno;
	if (sys == 0)
		sys = lw_beside_name(b);
	return sys != 0 ? sys : lw_beside_rename(b);
}

static int replace(const struct lw_spot *place, bool unnamed, const char *bytes, size_t n, bool *again) {
	struct lw_beside b;
	int sys = lw_beside_open(&b, place, unnamed, place->there ? 0600 : 0666);
	if (sys == 0)
		sys = fill(&b, bytes, n);
	*again = b.unnameable;
	lw_beside_close(&b);
	/* A directory that cannot be synced has the file all the same. */
	if (sys == 0)
		(void)lw_spot_sync(place);
	return sys;
}

static bool place_it(const char *path, const char *bytes, size_t n, struct lw_arena *a, struct lw_error *err) {
	struct lw_spot place;
	bool again = false;
	int sys = lw_spot_find(&place, path, a, err);
	if (sys == 0)
		sys = replace(&place, true, bytes, n, &again);
	if (again)
		sys = replace(&place, false, bytes, n, &again);
	lw_spot_close(&place);
	return sys == 0 || lw_beside_fail(err, sys);
}

bool lw_write_file(const char *path, const char *bytes, size_t n, struct lw_error *err) {
	struct lw_arena a = {0};
	struct lw_source src;
	struct stat st;
	lw_source_of_memory(&src, (struct lw_span){(const uint8_t *)bytes, n});
	const bool through = stat(path, &st) == 0 && !S_ISREG(st.st_mode);
	const bool ok = through ? lw_beside_through(path, &src, &a, err) : place_it(path, bytes, n, &a, err);
	lw_arena_free(&a);
	return ok;
}
