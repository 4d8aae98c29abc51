/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries that ask the loader about the file that they lie in get another answer now. */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"

bool lw_fuse_asks(const struct lw_fuse_part *p, const char *name) {
	for (size_t i = 0; i < p->n_symbols; i++)
		if (p->symbols[i].raw.st_shndx == 0 && strcmp(p->symbols[i].name, name) == 0)
			return true;
	return false;
}

/* Libraries that cannot be a part. */
static bool check_name(const struct lw_fuse_part *p, struct lw_error *err) {
	static const struct {
		const char *begin;
		enum lw_fuse_rule rule;
	} names[] = {
#define X(begin, rule) {begin, LW_FUSE_RULE_##rule},
#include "fuse/outside.def"
#undef X
	};
	const char *name = p->o->soname != NULL ? p->o->soname : p->o->name;
	for (size_t i = 0; name != NULL && i < sizeof names / sizeof names[0]; i++)
		if (strncmp(name, names[i].begin, strlen(names[i].begin)) == 0)
			return lw_fuse_refuse(p, names[i].rule, err, "cannot go into another file");
	return true;
}

static bool privileges(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_fuse_part *t = &f->parts.at[0];
	return (f->was.mode & 06000) == 0 ||
		lw_fuse_warn(
			f, LW_FUSE_RULE_PRIVILEGE, err,
			"%s runs with its owner's or group's rights: updates of the libraries in it do not reach it",
			t->o->path);
}

/* Unwinders go through all files for what PT_GNU_EH_FRAME tells, and find it. */
static bool is_unwinder(const struct lw_fuse_part *p) {
	return p->o->soname != NULL &&
		(strcmp(p->o->soname, "libgcc_s.so.1") == 0 || strncmp(p->o->soname, "libunwind", 9) == 0);
}

bool lw_fuse_questions(struct lw_fusing *f, struct lw_error *err) {
	static const char *const names[] = {"dladdr", "dladdr1", "dlinfo"};
	LW_TRY(privileges(f, err) && lw_fuse_properties(f, err));
	for (uint32_t i = 1; i < f->parts.n; i++) {
		const struct lw_fuse_part *p = &f->parts.at[i];
		LW_TRY(check_name(p, err));
		if (lw_fuse_asks(p, "dlmopen"))
			LW_TRY(lw_fuse_warn(f, LW_FUSE_RULE_SPACE, err,
					    "%s opens libraries in a name space of its own (dlmopen)", p->o->path));
		for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
			if (lw_fuse_asks(p, names[k]))
				LW_TRY(lw_fuse_warn(
					f, LW_FUSE_RULE_DLADDR, err,
					"%s asks (%s) which file code lies in: for its own that is the new file",
					p->o->path, names[k]));
		if (!is_unwinder(p) && lw_fuse_asks(p, "dl_iterate_phdr"))
			LW_TRY(lw_fuse_warn(
				f, LW_FUSE_RULE_ITERATE, err,
				"%s goes through all loaded files (dl_iterate_phdr): what went in is one of them",
				p->o->path));
	}
	return true;
}
