/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plug-in that needs a library, or a dlopen of its name, would load a second copy of one that is in the program. So
 * the program's link map gets the names of what is in it: the loader then takes it for those libraries (glibc
 * elf/dl-load.c, _dl_map_object; elf/dl-misc.c, _dl_name_match_p; elf/dl-version.c, find_needed). Only a program's map
 * can be found so.
 */
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"

/* struct libname_list: name, next, dont_free. */
#define NODE_WORDS 3

static bool add(struct lw_fusing *f, const char *name, struct lw_error *err) {
	for (uint32_t i = 0; i < f->names.n; i++)
		if (strcmp(f->names.at[i], name) == 0)
			return true;
	const char **slot = lw_vec_add(f->a, &f->names, err);
	if (slot != NULL)
		*slot = name;
	return slot != NULL;
}

bool lw_fuse_alias_texts(struct lw_fusing *f, struct lw_error *err) {
	for (uint32_t i = 1; f->is_program && i < f->parts.n; i++) {
		const struct lw_object *o = f->parts.at[i].o;
		if (o->soname != NULL)
			LW_TRY(add(f, o->soname, err));
		if (o->name != NULL)
			LW_TRY(add(f, o->name, err));
	}
	return true;
}

uint64_t lw_fuse_aliases_size(const struct lw_fusing *f) {
	return (uint64_t)f->names.n * NODE_WORDS * (f->is64 ? 8 : 4);
}

/* A pointer in the list. */
static bool point(struct lw_fusing *f, uint64_t at, uint64_t to, uint32_t rel, struct lw_error *err) {
	const struct lw_fuse_block *b = &f->blocks[LW_FUSE_B_ALIASES];
	const unsigned word = f->is64 ? 8 : 4;
	if (f->is_fixed) {
		if (b->own != NULL)
			lw_store_uint(b->own + at, word, f->big, to);
		return true;
	}
	while (f->relative.n < rel)
		if (lw_vec_add(f->a, &f->relative, err) == NULL)
			return false;
	f->relative.at[rel - 1] = (struct lw_fuse_out){{b->addr + at, false}, to, f->machine->relative, 0};
	return true;
}

bool lw_fuse_aliases(struct lw_fusing *f, struct lw_error *err) {
	const struct lw_fuse_block *b = &f->blocks[LW_FUSE_B_ALIASES];
	const unsigned word = f->is64 ? 8 : 4, node = NODE_WORDS * word;
	if (f->alias_rel == 0)
		f->alias_rel = f->relative.n + 1;
	uint32_t rel = f->alias_rel;
	for (uint32_t i = 0; i < f->names.n; i++) {
		const uint64_t at = (uint64_t)i * node;
		LW_TRY(point(f, at, f->blocks[LW_FUSE_B_STRINGS].addr + lw_fuse_tables_text(&f->tables, f->names.at[i]),
			     rel++, err));
		if (i + 1 < f->names.n)
			LW_TRY(point(f, at + word, b->addr + at + node, rel++, err));
		if (b->own != NULL)
			lw_store_uint(b->own + at + 2 * word, 4, f->big, 1);
	}
	return true;
}
