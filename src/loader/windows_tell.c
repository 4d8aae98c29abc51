/* SPDX-License-Identifier: Apache-2.0 */
/* What was assumed, what cannot be known, and what a user should know beside the list. */
#include "base/ascii.h"
#include "base/fail.h"
#include "loader/places.h"
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

/* What programs need and Windows does not bring along. */
static const struct {
	const char *begins, *what;
} packages[] = {
	{"vcruntime", "the Visual C++ Redistributable"},
	{"msvcp", "the Visual C++ Redistributable"},
	{"concrt", "the Visual C++ Redistributable"},
	{"vcomp", "the Visual C++ Redistributable"},
	{"vccorlib", "the Visual C++ Redistributable"},
	{"mfc1", "the Visual C++ Redistributable"},
	{"msvcr1", "the Visual C++ Redistributable"},
	{"msvcr7", "the Visual C++ Redistributable"},
	{"msvcr8", "the Visual C++ Redistributable"},
	{"msvcr9", "the Visual C++ Redistributable"},
	{"d3dx", "the DirectX End-User Runtime"},
	{"xinput1_3", "the DirectX End-User Runtime"},
	{"d3dcompiler_4", "the DirectX End-User Runtime"},
	{"python", "Python (--as python looks for it as an import does)"},
};

static const char *package_of(const char *name) {
	for (size_t i = 0; i < sizeof packages / sizeof packages[0]; i++)
		if (lw_ascii_begins(name, packages[i].begins))
			return packages[i].what;
	return NULL;
}

static bool tell_packages(struct wi_process *p, struct lw_error *err) {
	for (uint32_t i = 0; i < p->b.objects.n; i++) {
		const struct lw_object *o = &p->b.objects.at[i];
		const char *what = o->found || o->name == NULL ? NULL : package_of(o->name);
		if (what != NULL)
			LW_TRY(lw_build_note(&p->b, err, "%s is no part of Windows; it belongs to %s", o->name, what));
	}
	return true;
}

static bool tell_delayed(struct wi_process *p, struct lw_error *err) {
	if (p->first_program != NULL)
		LW_TRY(lw_build_note(&p->b, err,
				     "%s is asked for by a delay import: it is the program that loads this file",
				     p->first_program));
	return p->n_delayed_missing == 0 ||
		lw_build_note(&p->b, err,
			      "%u delay-loaded %s not there, %s first: the first call to one fails, and the program "
			      "starts without",
			      (unsigned)p->n_delayed_missing,
			      p->n_delayed_missing == 1 ? "library is" : "libraries are", p->first_delayed);
}

static bool tell_start(struct wi_process *p, struct lw_error *err) {
	if (p->w->windows.start == LW_START_CONDA && p->prefix == NULL)
		LW_TRY(lw_build_note(&p->b, err,
				     "no conda-meta is in a directory above: it is looked at as without conda"));
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
	return tell_packages(p, err) && tell_assumed(p, err) && tell_delayed(p, err) &&
		lw_places_tell_foreign(&p->b, "Windows", "computer", err);
}
