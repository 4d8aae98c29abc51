/* SPDX-License-Identifier: Apache-2.0 */
/* What the file asks for against what it uses: libraries too many, and libraries too few. */
#include <elf.h>
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"
#include "linkwright/elf.h"

/* Does the graph tell all that these rules need? The file itself is its first object. */
static bool can_tell(struct lw_checking *c, const struct lw_bindings **b, bool *yes, struct lw_error *err) {
	*yes = false;
	if (c->g->image->format != LW_FORMAT_ELF || c->g->is_static || c->g->n_objects == 0 ||
	    c->g->objects[0].role != LW_ROLE_PROGRAM)
		return true;
	LW_TRY(lw_checking_bindings(c, b, err));
	*yes = (*b)->n != 0 && (*b)->n_unreadable == 0;
	return true;
}

static bool is_direct(const struct lw_edge *e) {
	return e->from == 0 && e->to != LW_NO_ID &&
		(e->kind == LW_EDGE_NEEDED || e->kind == LW_EDGE_FILTER || e->kind == LW_EDGE_AUXILIARY);
}

/* Compilers ask for it always. */
static bool is_c_library(const char *name) {
	return strncmp(name, "libc.so.", 8) == 0 || strncmp(name, "libc.musl-", 10) == 0;
}

/* Symbols may have moved since it was linked, as those of libpthread into libc with glibc 2.34: an older system still
 * has them there. */
static bool has_versions_of(const struct lw_image *img, const char *name) {
	for (uint32_t i = 0; i < img->elf->n_verneeds; i++)
		if (strcmp(img->elf->verneeds[i].file, name) == 0)
			return true;
	return false;
}

bool lw_rule_unused_needed(struct lw_checking *c, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	const struct lw_bindings *b = NULL;
	bool yes;
	LW_TRY(can_tell(c, &b, &yes, err));
	if (!yes)
		return true;
	bool *used = lw_alloc(c->a, g->n_objects, sizeof *used, err);
	if (used == NULL)
		return false;
	for (uint32_t i = 0; i < b->n; i++)
		if (b->list[i].object == 0 && b->list[i].provider < g->n_objects)
			used[b->list[i].provider] = true;
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		if (e->kind != LW_EDGE_NEEDED || e->from != 0 || e->to >= g->n_objects || used[e->to] ||
		    !g->objects[e->to].found || is_c_library(e->raw_name) || has_versions_of(g->image, e->raw_name))
			continue;
		const char *fix = lw_mending_edit(c->a, g->file, "remove-needed", e->raw_name, err);
		const struct lw_spot at = {.off = e->off, .level = LW_LEVEL_OF_RULE, .fix = fix};
		LW_TRY(fix != NULL && lw_found(c, at, err, "asks for %s and uses none of its symbols", e->name));
		used[e->to] = true;
	}
	return true;
}

struct provided {
	bool direct; /* or no library that could be asked for */
	struct lw_some names;
};

/* Was it another library's when the file was linked, one that is asked for? Symbols move (glibc 2.34 took
 * libpthread's), and another definition may come before. */
static bool is_a_direct_ones(struct lw_checking *c, const struct provided *p, const struct lw_binding *x, bool *yes,
			     struct lw_error *err) {
	const struct lw_graph *g = c->g;
	*yes = false;
	for (uint32_t i = 0; i < g->image->n_needs && !*yes && x->version_file != NULL; i++)
		*yes = strcmp(g->image->needs[i].name, x->version_file) == 0;
	for (uint32_t i = 0; i < g->n_objects && !*yes; i++)
		if (p[i].direct && g->objects[i].file != NULL)
			LW_TRY(lw_bind_defines(c->s, g->objects[i].file, x->name, yes, err));
	return true;
}

/* The loader is asked for by the C library, and a preload by nobody. */
static void note_direct(const struct lw_graph *g, struct provided *p) {
	for (uint32_t i = 0; i < g->n_objects; i++)
		p[i].direct = g->objects[i].role != LW_ROLE_LIBRARY;
	for (uint32_t i = 0; i < g->n_edges; i++)
		if (is_direct(&g->edges[i]) && g->edges[i].to < g->n_objects)
			p[g->edges[i].to].direct = true;
}

bool lw_rule_underlinked(struct lw_checking *c, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	const struct lw_bindings *b = NULL;
	bool yes, other;
	LW_TRY(can_tell(c, &b, &yes, err));
	struct provided *p = lw_alloc(c->a, g->n_objects, sizeof *p, err);
	if (p == NULL || !yes)
		return p != NULL;
	note_direct(g, p);
	for (uint32_t i = 0; i < b->n; i++) {
		const struct lw_binding *x = &b->list[i];
		if (x->object != 0 || x->provider >= g->n_objects || p[x->provider].direct || x->weak || x->defined)
			continue;
		LW_TRY(is_a_direct_ones(c, p, x, &other, err));
		if (!other)
			lw_some_add(&p[x->provider].names, x->name);
	}
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const char *name = g->objects[i].soname != NULL ? g->objects[i].soname : g->objects[i].name;
		if (p[i].names.n == 0)
			continue;
		const char *fix = lw_mending_edit(c->a, g->file, "add-needed", name, err),
			   *names = lw_some_words(c->a, &p[i].names, err);
		const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE, .fix = fix};
		LW_TRY(fix != NULL && names != NULL &&
		       lw_found(c, at, err, "uses %s of %s and does not ask for it: %s brings it along", names, name,
				lw_object_label(g, g->objects[i].asked_by)));
	}
	return true;
}
