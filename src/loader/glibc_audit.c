/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audit modules: LD_AUDIT, then DT_AUDIT and DT_DEPAUDIT of the program, each with what it needs in a name space of its
 * own (glibc elf/rtld.c load_audit_modules, dl-open.c). What a module would answer to la_objsearch cannot be known
 * without running it.
 */
#include "loader/glibc.h"

#include <string.h>

#include "base/fail.h"

static bool ignored(struct gl_process *p, const char *name, const struct gl_found *found, struct lw_error *err) {
	return lw_build_warning(&p->b, err, "object '%s' cannot be loaded as audit interface: %s; ignored.", name,
				lw_gl_why_not(p, found));
}

/* A module is one by its la_version; without it it is unloaded again (rtld.c load_audit_module). */
static bool has_la_version(struct gl_process *p, const struct gl_map *l, bool *yes, struct lw_error *err) {
	struct lw_error what;
	const struct lw_symbol *syms;
	size_t n = 0;
	lw_error_clear(&what);
	*yes = false;
	if (!lw_session_symbols(p->s, l->file, &syms, &n, &what) && what.code == LW_E_NOMEM) {
		*err = what;
		return false;
	}
	for (size_t i = 0; what.code == LW_E_OK && i < n; i++)
		*yes |= syms[i].raw.st_shndx != 0 && strcmp(syms[i].name, "la_version") == 0;
	return true;
}

static bool one(struct gl_process *p, const char *name, uint64_t off, struct lw_error *err) {
	if (p->n_ns >= GL_MOST_NS)
		return lw_build_warning(&p->b, err, "more than %d audit modules: '%s' is not looked at", GL_MOST_NS - 1,
					name);
	struct lw_edge *e = lw_build_edge(&p->b, p->main->id, LW_EDGE_AUDIT, err);
	if (e == NULL)
		return false;
	e->name = e->raw_name = name;
	e->off = off;
	uint32_t edge = e->id, ns = p->n_ns++;
	/* The loader itself makes the call, so it is the loader's map that lends its paths: it has none. */
	const bool lends = strchr(name, '/') == NULL || strchr(name, '$') != NULL;
	struct gl_request rq = {
		.loader = lends ? p->rtld : NULL, .name = name, .ns = ns, .audit = true, .callmap = true};
	struct gl_map *l;
	struct gl_found found;
	LW_TRY(lw_gl_map_object(p, &rq, edge, &l, &found, err));
	if (l == NULL) {
		p->b.edges.at[edge].how = LW_HOW_IGNORED;
		return ignored(p, name, &found, err);
	}
	struct gl_list *scope;
	const char *stopped = p->b.out.stopped;
	LW_TRY(lw_gl_map_deps(p, l, NULL, 0, false, &scope, err));
	bool yes;
	LW_TRY(has_la_version(p, l, &yes, err));
	if (p->b.out.stopped == stopped)
		return yes ||
			lw_build_warning(&p->b, err,
					 "object '%s' cannot be loaded as audit interface: undefined symbol: "
					 "la_version; ignored.",
					 name);
	/* A module that cannot be loaded whole is ignored; the program starts without it. */
	const char *why = p->stop_words;
	p->b.out.stopped = stopped;
	p->b.out.stopped_path = NULL;
	return lw_build_warning(&p->b, err, "object '%s' cannot be loaded as audit interface: %s; ignored.", name, why);
}

static bool list(struct gl_process *p, const char *text, uint64_t off, bool *any, struct lw_error *err) {
	for (const char *at = text; text != NULL && *at != '\0'; at += *at != '\0') {
		size_t n = strcspn(at, ":");
		const char *name = lw_strndup(p->a, at, n, err);
		if (name == NULL)
			return false;
		const bool allowed = n != 0 && (!p->w->secure || (n < 255 && strchr(name, '/') == NULL));
		if (allowed) {
			*any = true;
			LW_TRY(one(p, name, off, err));
		}
		at += n;
	}
	return true;
}

bool lw_gl_audit(struct gl_process *p, struct lw_error *err) {
	bool any = false;
	LW_TRY(list(p, lw_world_getenv(p->w, "LD_AUDIT"), 0, &any, err));
	if (lw_gl_has(p->minor, GL_MAIN_AUDIT_TAGS)) {
		const struct lw_elf *e = p->main->img->elf;
		LW_TRY(list(p, e->audit.text, e->audit.off, &any, err));
		LW_TRY(list(p, e->depaudit.text, e->depaudit.off, &any, err));
	}
	return !any ||
		lw_build_note(&p->b, err,
			      "an audit module may change any name or path: what follows assumes that it does not");
}
