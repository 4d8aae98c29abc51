/* SPDX-License-Identifier: Apache-2.0 */
/*
 * There is no program without any library there. Apple: "the level of binary compatibility is libSystem" (Technical Q&A
 * QA1118, "Statically linked binaries on Mac OS X"). Microsoft documents no system call; the Universal CRT is part of
 * Windows since 10, vcruntime140 and what belongs to it is not ("Universal CRT deployment").
 */
#include "check/static_other.h"

#include "base/ascii.h"
#include "base/fail.h"

static bool is_visual_cxx(const char *name) {
	static const char *const prefixes[] = {"vcruntime1", "msvcp1", "concrt1", "vcomp1", "mfc1"};
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		if (lw_ascii_begins(name, prefixes[i]))
			return true;
	return false;
}

static const char *remedy(const struct lw_graph *g, const char *name) {
	if (g->image->format == LW_FORMAT_PE && is_visual_cxx(name))
		return " but of the Visual C++ Redistributable: compile with /MT, or put it beside the program";
	return ": link its static library";
}

/* What is needed beside the system's own. */
static bool tell_others(struct lw_checking *c, const char *system, bool *any, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		const struct lw_object *to = e->to < g->n_objects ? &g->objects[e->to] : NULL;
		if (e->from != 0 || (to != NULL && to->origin == LW_ORIGIN_SYSTEM) || e->kind == LW_EDGE_HOST ||
		    e->kind == LW_EDGE_PRELOAD || (to == NULL && e->how == LW_HOW_UNREACHED))
			continue;
		*any = true;
		const struct lw_spot at = {.off = e->off == 0 ? LW_NO_OFFSET : e->off,
					   .level = LW_LEVEL_OF_RULE,
					   .fix = lw_why_command(c->a, g, e->name, err)};
		LW_TRY(at.fix != NULL &&
		       lw_found(c, at, err, "is not static: it needs %s, which is no part of %s%s", e->name, system,
				remedy(g, e->name)));
	}
	return true;
}

bool lw_static_macos(struct lw_checking *c, struct lw_error *err) {
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_NOTE};
	bool any = false;
	LW_TRY(tell_others(c, "macOS", &any, err));
	return any || c->g->is_static ||
		lw_found(c, at, err,
			 "needs only libraries and frameworks that macOS itself has: no program is more static there, "
			 "because libSystem is the only stable way to the kernel");
}

bool lw_static_windows(struct lw_checking *c, struct lw_error *err) {
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_NOTE};
	bool any = false, ucrt = false;
	for (uint32_t i = 0; i < c->g->n_edges; i++)
		ucrt = ucrt ||
			(c->g->edges[i].from == 0 &&
			 (lw_ascii_begins(c->g->edges[i].name, "api-ms-win-crt-") ||
			  lw_ascii_begins(c->g->edges[i].name, "ucrtbase.dll")));
	LW_TRY(tell_others(c, "Windows", &any, err));
	return any ||
		lw_found(c, at, err,
			 "needs only DLLs that Windows %s: no program is more static there, because ntdll.dll is the "
			 "only "
			 "stable way to the kernel",
			 ucrt ? "10 and later have, the Universal C runtime among them" : "itself has");
}
