/* SPDX-License-Identifier: Apache-2.0 */
/* Files of the wanted name that are for another machine than the program. */
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"
#include "names/elf_names.h"
#include "names/macho_names.h"
#include "names/pe_names.h"

static const char *machine(const struct lw_image *img) {
	const char *name = img->macho != NULL ? lw_macho_machine_name(img->machine)
		: img->pe != NULL             ? lw_pe_machine_name(img->machine)
					      : lw_elf_machine_exact_name(img->machine, img->bits, img->big_endian);
	return name == NULL ? "another machine" : name;
}

static bool fits(const struct lw_image *x, const struct lw_image *y) {
	return x->format == y->format && x->machine == y->machine && x->bits == y->bits &&
		x->big_endian == y->big_endian;
}

/* The image that stands for the file if none of it is for the program's machine; else NULL. */
static const struct lw_image *other(const struct lw_graph *g, const struct lw_file *f) {
	for (uint32_t i = 0; f != NULL && i < f->n_images; i++)
		if (f->images[i]->format != g->image->format || fits(f->images[i], g->image))
			return NULL;
	return f == NULL || f->n_images == 0 ? NULL : f->images[0];
}

/* A package that brings the wrong file, or a library that is missing because of it, is wrong; a directory of the
 * environment or the system that holds files for two machines is not. */
static enum lw_level level(const struct lw_probe *p, const struct lw_edge *e) {
	const bool own = p->rule == LW_RULE_RPATH || p->rule == LW_RULE_RUNPATH || p->rule == LW_RULE_LC_RPATH ||
		p->rule == LW_RULE_LOADER_PATH || p->rule == LW_RULE_EXECUTABLE_PATH || p->rule == LW_RULE_APP_DIR;
	return own || e == NULL || e->how == LW_HOW_MISSING || e->how == LW_HOW_FATAL ? LW_LEVEL_OF_RULE
										      : LW_LEVEL_NOTE;
}

bool lw_rule_wrong_architecture(struct lw_checking *c, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	struct lw_map seen = {0};
	for (uint32_t i = 0; i < g->n_probes; i++) {
		const struct lw_probe *p = &g->probes[i];
		const struct lw_edge *e = p->edge < g->n_edges ? &g->edges[p->edge] : NULL;
		const struct lw_file *f;
		int sys;
		if ((p->verdict != LW_VERDICT_REFUSED && p->verdict != LW_VERDICT_FATAL) || p->path == NULL ||
		    lw_map_get(&seen, p->path, strlen(p->path)) != NULL)
			continue;
		LW_TRY(lw_map_put(&seen, c->a, p->path, strlen(p->path), (void *)(uintptr_t)p, err));
		LW_TRY(lw_session_load(c->s, p->path, &f, &sys, err));
		const struct lw_image *img = other(g, f);
		if (img == NULL)
			continue;
		const char *fix = e == NULL ? NULL : lw_why_command(c->a, g, e->name, err);
		const struct lw_spot at = {.file = lw_object_label(g, e == NULL ? LW_NO_ID : e->from),
					   .off = LW_NO_OFFSET,
					   .level = level(p, e),
					   .fix = fix};
		LW_TRY((e == NULL || fix != NULL) &&
		       lw_found(c, at, err, "%s is for %s and not for %s: it is %s", p->path, machine(img),
				machine(g->image),
				p->verdict == LW_VERDICT_FATAL ? "where the loader gives up" : "passed over"));
	}
	return true;
}
