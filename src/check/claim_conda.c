/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a conda package may leave to the system (conda-build, conda_build/post.py: the system's root that each platform
 * is built against, and its lists of allowed libraries): of Linux what the package sysroot_linux-64 holds, which is
 * glibc; of macOS /usr/lib, /System/Library and /opt/X11; of Windows its own libraries.
 */
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"
#include "check/uses.h"
#include "names/versions.h"
#include "names/windows_dlls.h"

#define OLDEST "2.17" /* the sysroot that conda's compilers take by default */

static bool is_of_glibc(const char *name) {
	static const char *const more[] = {"libnsl.so.1", "libcrypt.so.1", "libSegFault.so", "libcidn.so.1"};
	static const char *const others[] = {"libgcc_s.so.1", "libstdc++.so.6", "libatomic.so.1", "libz.so.1"};
	bool yes = lw_versions_are_told(name) || strncmp(name, "libnss_", 7) == 0;
	for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
		yes = yes || strcmp(more[i], name) == 0;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		yes = yes && strcmp(others[i], name) != 0;
	return yes;
}

static bool is_of_macos(const char *name) {
	return strncmp(name, "/usr/lib/", 9) == 0 || strncmp(name, "/System/Library/", 16) == 0 ||
		strncmp(name, "/opt/X11/", 9) == 0;
}

static bool is_allowed(const struct lw_graph *g, const struct lw_edge *e) {
	const struct lw_object *to = lw_object_at(g, e->to);
	if (g->image->format == LW_FORMAT_ELF)
		return is_of_glibc(e->name);
	if (g->image->format == LW_FORMAT_MACHO)
		return is_of_macos(e->raw_name) || is_of_macos(e->name);
	return lw_windows_has(e->name) || (to != NULL && to->origin == LW_ORIGIN_SYSTEM);
}

static bool library(struct lw_checking *c, const struct lw_object *o, const struct lw_edge *e, struct lw_error *err) {
	const struct lw_object *to = lw_object_at(c->g, e->to);
	const bool found = to != NULL && to->found && to->path != NULL;
	const struct lw_spot at = {.file = lw_own_label(c->g, o),
				   .off = e->off == 0 ? LW_NO_OFFSET : e->off,
				   .level = LW_LEVEL_OF_RULE,
				   .fix = lw_why_command(c->a, c->g, e->name, err),
				   .asked = found ? NULL : e->name,
				   .asker = o->file};
	return at.fix != NULL &&
		lw_found(c, at, err, "needs %s, which %s%s and which conda does not leave to the system", e->name,
			 found ? "is not in the prefix but " : "is not found", found ? to->path : "");
}

/* A package that needs a newer glibc has to say so (CEP 20; the virtual package __glibc). */
static bool glibc(struct lw_checking *c, const struct lw_object *o, struct lw_error *err) {
	struct lw_version_uses uses;
	const char *newest = OLDEST;
	LW_TRY(lw_version_uses_of(c->s, c->a, o->file, &uses, err));
	for (uint32_t i = 0; i < uses.n; i++) {
		const char *version = uses.at[i].version, *number = lw_version_number(version, strlen(version));
		if (number != NULL && strncmp(version, "GLIBC_2.", 8) == 0 && lw_version_compare(number, newest) > 0)
			newest = number;
	}
	const struct lw_spot at = {.file = lw_own_label(c->g, o), .off = LW_NO_OFFSET, .level = LW_LEVEL_NOTE};
	return strcmp(newest, OLDEST) == 0 ||
		lw_found(c, at, err, "needs glibc %s, newer than " OLDEST ": its package has to depend on __glibc >=%s",
			 newest, newest);
}

bool lw_rule_claim_conda(struct lw_checking *c, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		const struct lw_object *from = lw_object_at(g, e->from), *to = lw_object_at(g, e->to);
		if (from == NULL || !lw_is_own(g, from) || (to != NULL && lw_is_own(g, to)) || is_allowed(g, e))
			continue;
		LW_TRY(library(c, from, e, err));
	}
	for (uint32_t i = 0; i < g->n_objects; i++)
		if (lw_is_own(g, &g->objects[i]) && g->objects[i].file != NULL && g->image->elf != NULL)
			LW_TRY(glibc(c, &g->objects[i], err));
	return true;
}
