/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The same library twice in one process. glibc takes a name for one that is loaded when it is that file's soname or a
 * name by which it was asked for, or leads to the same file (elf/dl-load.c _dl_map_object); all else is another library
 * with variables of its own.
 */
#include <string.h>

#include "base/fail.h"
#include "base/hex.h"
#include "base/libname.h"
#include "base/path.h"
#include "check/copies.h"
#include "linkwright/bind.h"
#include "linkwright/elf.h"
#include "target/targets.h"

static const char *id_of(struct lw_checking *c, const struct lw_copy *x, struct lw_error *err) {
	uint32_t n;
	const uint8_t *id = lw_copy_build_id(x, &n);
	const char *text = lw_hex(c->a, id, n < 8 ? n : 8, err);
	return text == NULL || *text == '\0' ? text : lw_sprintf(c->a, err, ", build-id %s…", text);
}

static const char *describe(struct lw_checking *c, const struct lw_copy *x, struct lw_error *err) {
	const char *id = id_of(c, x, err), *soname = lw_copy_soname(x);
	return id == NULL ? NULL
			  : lw_sprintf(c->a, err, "%s (%s%s%s%s; %llu bytes)", x->shown, x->way,
				       soname == NULL ? "" : "; soname ", soname == NULL ? "" : soname, id,
				       (unsigned long long)lw_copy_size(x));
}

/* Would the loader take a request for y's name for x, once x is there? */
static bool answers(const struct lw_copy *x, const struct lw_copy *y) {
	const char *soname = lw_copy_soname(x);
	return x->part == NULL && y->asked != NULL && x->image->format == LW_FORMAT_ELF &&
		((soname != NULL && strcmp(soname, y->asked) == 0) ||
		 (x->asked != NULL && strcmp(x->asked, y->asked) == 0));
}

/* How far two builds are apart: by the names that they export. */
static bool drift(struct lw_checking *c, const struct lw_copy *x, const struct lw_copy *y, const char **out,
		  struct lw_error *err) {
	uint32_t common, n_x, n_y;
	*out = "";
	if (x->image->format != LW_FORMAT_ELF || x->part != NULL || y->part != NULL)
		return true;
	LW_TRY(lw_bind_overlap(c->s, x->file, y->file, &common, &n_x, &n_y, err));
	if (common == n_x && common == n_y)
		return true;
	*out = lw_sprintf(c->a, err, " (%u exported names in common, %u only in the first, %u only in the second)",
			  (unsigned)common, (unsigned)(n_x - common), (unsigned)(n_y - common));
	return *out != NULL;
}

static const char *effect(struct lw_checking *c, const struct lw_copy *x, const struct lw_copy *y,
			  struct lw_error *err) {
	const bool first = answers(x, y), second = answers(y, x);
	const struct lw_copy *fused = y->part != NULL ? y : x->part != NULL ? x : NULL;
	if (fused != NULL && fused->image->interp != NULL)
		return "a program stands for what is fused into it once it has started, and not for what is loaded "
		       "before: both are there, and only names that the program exports are one";
	if (fused != NULL)
		return "the loader knows nothing of what is fused into a library: both are there, each with variables "
		       "of "
		       "its own";
	if (first && second)
		return "whichever is loaded first serves both";
	if (first || second)
		return lw_sprintf(c->a, err, "if %s is loaded first, it serves both; otherwise both are loaded",
				  first ? x->shown : y->shown);
	if (x->global || y->global)
		return "both are loaded, each with variables of its own, and what is loaded later binds to the one "
		       "that "
		       "is opened with RTLD_GLOBAL";
	return "both are loaded, each with variables of its own: what one of them makes is nothing to the other";
}

/* What does away with it, for a copy that a repaired wheel brings. */
static const char *mend(struct lw_checking *c, const struct lw_copy *x, const struct lw_copy *y, struct lw_error *err) {
	if (x->part != NULL || y->part != NULL)
		return "";
	const struct lw_copy *repaired = lw_lib_has_hash(x->shown) ? x : lw_lib_has_hash(y->shown) ? y : NULL;
	const struct lw_copy *other = repaired == x ? y : x;
	const enum lw_target_kind kind = c->set->targets->list.at[c->set->target].kind;
	if (repaired == NULL || kind == LW_TARGET_FILE || kind == LW_TARGET_DIRECTORY)
		return "";
	const char *soname = other->image->soname.text;
	return lw_sprintf(c->a, err, "auditwheel repair --exclude %s …",
			  soname != NULL ? soname : lw_path_base(other->shown));
}

static bool tell(struct lw_checking *c, const struct lw_process_copies *p, const struct lw_copy *x,
		 const struct lw_copy *y, const char *why, struct lw_error *err) {
	const char *first = describe(c, x, err), *second = describe(c, y, err), *fix = mend(c, x, y, err),
		   *comes = effect(c, x, y, err), *apart;
	if (first == NULL || second == NULL || fix == NULL || comes == NULL || !drift(c, x, y, &apart, err))
		return false;
	const struct lw_spot at = {.file = y->part != NULL ? y->shown : x->shown,
				   .off = LW_NO_OFFSET,
				   .level = LW_LEVEL_OF_RULE,
				   .fix = *fix == '\0' ? NULL : fix};
	return lw_found(c, at, err, "%s is twice in %s, %s%s: %s and %s; %s", x->stem, p->what, why, apart, first,
			second, comes);
}

/* Fused into a library without --export: nothing else is bound to it. Of what was in a part before nothing is told. */
static bool is_private(const struct lw_copy *x) {
	if (x->part == NULL)
		return false;
	const struct lw_fused *f = x->image->elf->fused;
	if (x->part->in != LW_NO_ID && x->part->in != 0)
		return true;
	for (uint32_t i = 0; i < f->n_options; i++)
		if (strcmp(f->options[i], "--export") == 0)
			return false;
	return x->image->interp == NULL;
}

static bool tell_private(struct lw_checking *c, const struct lw_process_copies *p, const struct lw_copy *x,
			 const struct lw_copy *y, const char *why, struct lw_error *err) {
	const char *first = describe(c, x, err), *second = describe(c, y, err);
	const struct lw_spot at = {
		.file = is_private(y) ? y->shown : x->shown, .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	return first != NULL && second != NULL &&
		lw_found(c, at, err,
			 "%s is twice in %s, %s: %s and %s; what is fused into a library is its own: both are there, "
			 "each with "
			 "variables of its own, and what one of them makes is nothing to the other",
			 x->stem, p->what, why, first, second);
}

static bool pairs(struct lw_checking *c, const struct lw_process_copies *p, bool private, struct lw_error *err) {
	for (uint32_t i = 1; i < p->list.n; i++)
		for (uint32_t k = 0; k < i; k++) {
			const char *why;
			/* Name spaces are made to keep copies apart (dlmopen(3)). */
			if (p->list.at[k].ns != p->list.at[i].ns)
				continue;
			LW_TRY(lw_copies_same(c, &p->list.at[k], &p->list.at[i], &why, err));
			if (why == NULL || (is_private(&p->list.at[k]) || is_private(&p->list.at[i])) != private)
				continue;
			LW_TRY((private ? tell_private : tell)(c, p, &p->list.at[k], &p->list.at[i], why, err));
			break;
		}
	return true;
}

static bool every(struct lw_checking *c, bool private, struct lw_error *err) {
	struct lw_process_copies p;
	if (c->set->process != NULL)
		return lw_copies_of_process(c, &p, err) && lw_copies_add_fused(c, &p, err) &&
			pairs(c, &p, private, err);
	for (uint32_t i = 0; i < c->set->subjects.n; i++) {
		const struct lw_subject *s = &c->set->subjects.at[i];
		if (s->image == NULL || s->image->kind != LW_IMAGE_PROGRAM)
			continue;
		LW_TRY(lw_copies_of_program(c, s, &p, err) && lw_copies_add_fused(c, &p, err) &&
		       pairs(c, &p, private, err));
	}
	/* Of all targets together: told once, with the first. */
	return c->set != c->set->all ||
		(lw_copies_of_python(c, &p, err) && lw_copies_add_fused(c, &p, err) && pairs(c, &p, private, err));
}

bool lw_rule_two_copies(struct lw_checking *c, struct lw_error *err) {
	return every(c, false, err);
}

bool lw_rule_private_copy(struct lw_checking *c, struct lw_error *err) {
	return every(c, true, err);
}
