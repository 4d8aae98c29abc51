/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audit modules: LD_AUDIT, then DT_AUDIT and DT_DEPAUDIT of the program, each with what it needs in a name space of its
 * own (glibc elf/rtld.c load_audit_modules, dl-open.c). What a module would answer to la_objsearch cannot be known
 * without running it.
 */
#include "loader/glibc.h"

#include <string.h>

#include "base/fail.h"

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

/* What a name space had is unloaded with its module; the next module takes its place. */
static bool leave(struct gl_process *p, const char *name, const char *why, struct lw_error *err) {
	p->ns[--p->n_ns] = (struct gl_ns){0};
	return lw_build_warning(&p->b, err, "object '%s' cannot be loaded as audit interface: %s; ignored.", name, why);
}

static bool load(struct gl_process *p, uint32_t edge, const char **why_not, struct lw_error *err) {
	const struct gl_request rq = lw_gl_request_of(p, &p->b.edges.at[edge]);
	struct gl_map *l;
	struct gl_found found;
	LW_TRY(lw_gl_map_object(p, &rq, edge, &l, &found, err));
	if (l == NULL) {
		p->b.edges.at[edge].how = LW_HOW_IGNORED;
		*why_not = lw_gl_why_not(p, &found);
		return true;
	}
	struct gl_list *scope;
	const char *stopped = p->b.out.stopped;
	LW_TRY(lw_gl_map_deps(p, l, NULL, 0, false, &scope, err));
	bool yes;
	LW_TRY(has_la_version(p, l, &yes, err));
	if (p->b.out.stopped != stopped) {
		/* A module that cannot be loaded whole is ignored; the program starts without it. */
		*why_not = p->stop_words;
		p->b.out.stopped = stopped;
		p->b.out.stopped_path = NULL;
	} else if (!yes) {
		*why_not = "undefined symbol: la_version";
	}
	return true;
}

static bool one(struct gl_process *p, const char *name, uint64_t off, struct lw_error *err) {
	struct lw_edge *e = lw_build_edge(&p->b, p->main->id, LW_EDGE_AUDIT, err);
	if (e == NULL)
		return false;
	e->name = e->raw_name = name;
	e->off = off;
	const uint32_t edge = e->id;
	if (p->n_ns >= GL_MOST_NS) {
		e->how = LW_HOW_IGNORED;
		return lw_build_warning(&p->b, err,
					"object '%s' cannot be loaded as audit interface: no more namespaces available "
					"for dlmopen(); ignored.",
					name);
	}
	const char *why_not = NULL;
	p->n_ns++;
	LW_TRY(load(p, edge, &why_not, err));
	return why_not == NULL || leave(p, name, why_not, err);
}

struct module {
	const char *name;
	uint64_t off; /* of the entry that names it; 0: the environment does */
};

struct modules {
	LW_VEC(struct module) list;
	uint32_t n_strings; /* lists that were not empty */
};

#define LONGEST_NAME 255 /* SECURE_NAME_LIMIT, the size of audit_list's buffer: others are passed over */

/* The names of one list that count (audit_list_next, dso_name_valid_for_suid). */
static bool list(struct gl_process *p, const char *text, uint64_t off, struct modules *out, struct lw_error *err) {
	out->n_strings += text != NULL && *text != '\0';
	for (const char *at = text; text != NULL && *at != '\0'; at += *at != '\0') {
		const size_t n = strcspn(at, ":");
		const bool allowed = n != 0 && n < LONGEST_NAME && (!p->w->secure || memchr(at, '/', n) == NULL);
		struct module *m = allowed ? lw_vec_add(p->a, &out->list, err) : NULL;
		if (allowed && (m == NULL || (m->name = lw_strndup(p->a, at, n, err)) == NULL))
			return false;
		if (m != NULL)
			m->off = off;
		at += n;
	}
	return true;
}

/* Every LD_AUDIT of the environment counts, in old versions the last (rtld.c process_envvars). */
static bool from_environment(struct gl_process *p, struct modules *out, struct lw_error *err) {
	size_t from = 0;
	if (!lw_gl_has(p->minor, GL_AUDIT_ADDS_UP))
		return list(p, lw_world_getenv(p->w, "LD_AUDIT"), 0, out, err);
	for (const char *text; (text = lw_world_getenv_from(p->w, "LD_AUDIT", &from)) != NULL;)
		LW_TRY(list(p, text, 0, out, err));
	return true;
}

/* Static TLS is laid out for so many modules before the first is loaded (elf/dl-tls.c _dl_tls_static_surplus_init; four
 * of the name spaces are kept for dlmopen, the tunable glibc.rtld.nns). */
static bool too_many(struct gl_process *p, const struct modules *modules, struct lw_error *err) {
	const uint32_t most = GL_MOST_NS - 4, n = modules->list.n;
	if (lw_gl_has(p->minor, GL_AUDIT_ADDS_UP) && modules->n_strings > GL_MOST_NS)
		return lw_build_stop(&p->b, NULL, "Fatal glibc error: Too many audit modules requested", err);
	if (!lw_gl_has(p->minor, GL_AUDIT_COUNTED) || n <= most)
		return true;
	const char *text = lw_sprintf(p->a, err, "Failed loading %u audit modules, %u are supported.", n, most);
	return text != NULL && lw_build_stop(&p->b, NULL, text, err);
}

bool lw_gl_audit(struct gl_process *p, struct lw_error *err) {
	struct modules modules = {0};
	LW_TRY(from_environment(p, &modules, err));
	if (lw_gl_has(p->minor, GL_MAIN_AUDIT_TAGS)) {
		const struct lw_elf *e = p->main->img->elf;
		LW_TRY(list(p, e->audit.text, e->audit.off, &modules, err));
		LW_TRY(list(p, e->depaudit.text, e->depaudit.off, &modules, err));
	}
	LW_TRY(too_many(p, &modules, err));
	for (uint32_t i = 0; i < modules.list.n && p->b.out.stopped == NULL; i++)
		LW_TRY(one(p, modules.list.at[i].name, modules.list.at[i].off, err));
	return modules.list.n == 0 ||
		lw_build_note(&p->b, err,
			      "an audit module may change any name or path: what follows assumes that it does not");
}
