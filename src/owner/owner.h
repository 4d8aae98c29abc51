/* SPDX-License-Identifier: Apache-2.0 */
/* Which package brought a file, and by what license, as the lists of the system tell it that the file lies in. */
#ifndef LW_OWNER_OWNER_H
#define LW_OWNER_OWNER_H

#include "base/arena.h"
#include "base/map.h"
#include "linkwright/owner.h"
#include "session/session.h"

/* A file, and what is found of it. */
struct lw_owned_file {
	const char *real; /* with every link followed; NULL: it is no file */
	struct lw_owner owner;
};

/* Fills in the owners of those that some list names; license only where the list itself has it. Strings are taken from
 * a. Errors: NOMEM, LIMIT. */
bool lw_owners_find(struct lw_session *s, struct lw_arena *a, struct lw_owned_file *files, uint32_t n,
		    struct lw_error *err) LW_USE;
/* license.c: the license of a package that was found; NULL in owner->license: it is told nowhere. Errors: NOMEM. */
bool lw_owner_license(struct lw_session *s, struct lw_arena *a, struct lw_owner *owner, struct lw_error *err) LW_USE;

/* Is it GPL or LGPL, without a choice of another one or an exception? Names are as Debian and SPDX have them. */
bool lw_license_is_gnu(const char *license);
/* How many bytes of it are about the package as a whole: what is behind them is about parts. */
size_t lw_license_main(const char *license);

/* ---- for the lists of one kind each ---- */

#define LW_OWNED_LENGTHS 512

struct lw_owning {
	struct lw_session *s;
	struct lw_arena *a;
	struct lw_arena scratch;        /* of one list */
	struct lw_map wanted;           /* real path and its aliases -> struct lw_owned_file */
	bool lengths[LW_OWNED_LENGTHS]; /* of those; the last one: and all that are longer */
	struct lw_owned_file *files;
	uint32_t n_files, n_left; /* left: no list has named them yet */
};
/* Lists have thousands of paths, and most are told apart by their length: false for one that nobody asks for. */
bool lw_owner_may_want(const struct lw_owning *o, size_t n);
/* No list has named it yet. */
static inline bool lw_owner_is_left(const struct lw_owned_file *f) {
	return f->real != NULL && f->real[0] == '/' && f->owner.manager == NULL;
}
/* Does somebody ask for the file, and has no list named it yet? */
bool lw_owner_wants(const struct lw_owning *o, const char *path, size_t n);
/* Looks at each directory above the files that no list has named yet, once; dir has a slash behind it and is o->a's.
 * Errors: NOMEM, those of look. */
typedef bool lw_owners_of_dir(struct lw_owning *o, const char *dir, struct lw_error *err);
bool lw_owners_above(struct lw_owning *o, lw_owners_of_dir *look, struct lw_error *err) LW_USE;
/* The list of this package names this path. Errors: NOMEM. */
bool lw_owner_note(struct lw_owning *o, const char *path, size_t n, const struct lw_owner *owner,
		   struct lw_error *err) LW_USE;
/* dpkg.c, apk.c, conda.c, python.c: each reads what it knows. What is not there or cannot be read names nothing.
 * Errors: NOMEM. */
bool lw_owners_dpkg(struct lw_owning *o, struct lw_error *err) LW_USE;
bool lw_owners_apk(struct lw_owning *o, struct lw_error *err) LW_USE;
bool lw_owners_conda(struct lw_owning *o, struct lw_error *err) LW_USE;
bool lw_owners_python(struct lw_owning *o, struct lw_error *err) LW_USE;

#endif
