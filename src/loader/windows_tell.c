/* SPDX-License-Identifier: Apache-2.0 */
/* What was assumed, what cannot be known, and what a user should know beside the list. */
#include "base/fail.h"
#include "loader/windows.h"

static bool tell_assumed(struct wi_process *p, struct lw_error *err) {
	if (p->n_assumed != 0)
		LW_TRY(lw_build_note(&p->b, err,
				     "%u %s of Windows itself, %s first, %s taken to be there: the tree has no "
				     "Windows\\System32 to look into",
				     (unsigned)p->n_assumed, p->n_assumed == 1 ? "library" : "libraries",
				     p->first_assumed, p->n_assumed == 1 ? "was" : "were"));
	return p->n_contracts == 0 ||
		lw_build_note(&p->b, err,
			      "%u %s assumed present: there is no map of them (--windows api-sets=FILE takes "
			      "apisetschema.dll of the Windows in question)",
			      (unsigned)p->n_contracts, p->n_contracts == 1 ? "API set was" : "API sets were");
}

static bool tell_delayed(struct wi_process *p, struct lw_error *err) {
	return p->n_delayed_missing == 0 ||
		lw_build_note(&p->b, err,
			      "%u delay-loaded %s not there, %s first: the first call to one fails, and the program "
			      "starts without",
			      (unsigned)p->n_delayed_missing,
			      p->n_delayed_missing == 1 ? "library is" : "libraries are", p->first_delayed);
}

/* What is neither Windows' nor the program's own has to be there where the program runs. */
static bool tell_foreign(struct wi_process *p, struct lw_error *err) {
	uint32_t n = 0;
	const char *first = NULL;
	for (uint32_t i = 0; i < p->b.objects.n; i++) {
		const struct lw_object *o = &p->b.objects.at[i];
		n += o->origin == LW_ORIGIN_FOREIGN;
		if (first == NULL && o->origin == LW_ORIGIN_FOREIGN)
			first = o->path;
	}
	return n == 0 ||
		lw_build_note(&p->b, err,
			      "%u %s neither part of Windows nor beside the program, %s first: a computer without %s "
			      "cannot start it",
			      (unsigned)n, n == 1 ? "library is" : "libraries are", first, n == 1 ? "it" : "them");
}

static bool tell_start(struct wi_process *p, struct lw_error *err) {
	if (p->main->img->kind == LW_IMAGE_PROGRAM)
		return true;
	if (p->main->mode.flags == 0)
		return lw_build_note(
			&p->b, err,
			"a library was asked about: it is looked at as one that a program loads by its full "
			"path with LOAD_WITH_ALTERED_SEARCH_PATH, and %s is searched first (--as python and "
			"--as conda are other ways)",
			p->main->dir);
	if (p->host == NULL)
		return lw_build_note(&p->b, err,
				     "no python.exe is in a directory above: what it has loaded and its own directory "
				     "could not be taken into account");
	return true;
}

bool lw_wi_tell(struct wi_process *p, struct lw_error *err) {
	LW_TRY(tell_start(p, err));
	if (p->main->img->pe->is_clr)
		LW_TRY(lw_build_note(&p->b, err,
				     "this is a .NET file: the assemblies that it loads are not followed, only what "
				     "Windows' own loader sees"));
	return tell_assumed(p, err) && tell_delayed(p, err) && tell_foreign(p, err);
}
