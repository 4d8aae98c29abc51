/* SPDX-License-Identifier: Apache-2.0 */
/* Names for codes, and small questions about a graph that several formats ask. */
#include <string.h>

#include "linkwright/macho.h"
#include "names/elf_names.h"
#include "names/macho_names.h"
#include "names/pe_names.h"
#include "report/render.h"

const char *lw_role_name(enum lw_role role) {
	static const char *const names[] = {"program", "library", "preload", "audit", "loader"};
	return names[role];
}

const char *lw_kind_name(enum lw_image_kind kind) {
	static const char *const names[] = {"other", "program", "library", "static", "static-pie", "bundle", "linker"};
	return names[kind];
}

static const struct {
	const char *name, *words, *tag;
} edge_kinds[] = {
#define X(code, name, words, tag) {name, words, tag},
	LW_EDGE_KINDS(X)
#undef X
};

const char *lw_edge_kind_name(enum lw_edge_kind kind) {
	return edge_kinds[kind].name;
}

const char *lw_edge_kind_words(enum lw_edge_kind kind) {
	return edge_kinds[kind].words;
}

const char *lw_edge_kind_tag(enum lw_edge_kind kind) {
	return edge_kinds[kind].tag;
}

static const struct {
	const char *name, *words;
} origins[] = {
#define X(code, name, words) {name, words},
	LW_ORIGINS(X)
#undef X
};

const char *lw_origin_name(enum lw_origin origin) {
	return origins[origin].name;
}

const char *lw_origin_words(enum lw_origin origin) {
	return origins[origin].words;
}

const char *lw_image_machine(const struct lw_image *img) {
	const char *name = NULL;
	if (img->macho != NULL)
		name = lw_macho_arch_name(img->macho->header.cputype, img->macho->header.cpusubtype);
	else if (img->pe != NULL)
		name = lw_pe_machine_name(img->machine);
	else
		name = lw_elf_machine_exact_name(img->machine, img->bits, img->big_endian);
	return name == NULL ? "unknown" : name;
}

const struct lw_image *lw_object_image(const struct lw_object *o) {
	return o->image != NULL ? o->image : o->file != NULL ? o->file->image : NULL;
}

const char *lw_op_name(enum lw_op op) {
	static const char *const names[] = {"open", "stat", "access"};
	return names[op];
}

const char *lw_verdict_name(enum lw_verdict verdict) {
	static const char *const names[] = {"none", "taken", "same-file", "refused", "fatal", "config"};
	return names[verdict];
}

uint32_t lw_n_libraries(const struct lw_graph *g) {
	uint32_t n = 0;
	for (uint32_t i = 0; i < g->n_order; i++)
		n += g->objects[g->order[i]].found;
	return n;
}
