/* SPDX-License-Identifier: Apache-2.0 */
/* What a look-up by name finds in the new file. There are very many names, so each is looked up once. */
#ifndef LW_FUSE_NAMES_H
#define LW_FUSE_NAMES_H

#include "fuse/fusing.h"

/* All that the new file has of one name; of f's arena. */
struct lw_fuse_named {
	uint32_t part, n_defaults; /* that is counted, from 1: how many default versions it has, */
	bool plain;                /* or the name without one */
	uint32_t open;             /* the part that a look-up by name alone ends at, from 1; 0: none yet */
	LW_VEC(uint32_t) symbols;  /* numbers in f->symbols, in the order of look-ups */
	struct lw_map by_version;  /* of those that are defined, but for the first few: the first of each version */
};

/* NULL: NOMEM. The second has the name's length and its hash (lw_map_soon of f->shown). */
struct lw_fuse_named *lw_fuse_name(struct lw_fusing *f, const char *name, struct lw_error *err);
struct lw_fuse_named *lw_fuse_name_of(struct lw_fusing *f, const char *name, size_t len, uint32_t hash,
				      struct lw_error *err);
/* A symbol of a part (its number from 1) that may be found by its name alone. */
void lw_fuse_named_count(struct lw_fuse_named *x, const struct lw_symbol *y, uint32_t part);
/* Is the part, all of whose symbols have been counted, the one that such a look-up ends at? */
bool lw_fuse_named_is_open(struct lw_fuse_named *x, uint32_t part);
/* A symbol of the new file that look-ups come to, in their order. Errors: NOMEM. */
bool lw_fuse_named_add(struct lw_fusing *f, struct lw_fuse_named *x, uint32_t symbol, struct lw_error *err) LW_USE;
/* The first of them that is defined with just that version, or without any (NULL); 0: none. */
uint32_t lw_fuse_named_defined(const struct lw_fusing *f, const struct lw_fuse_named *x, const char *version);
/* The number of the symbol of the new file that a look-up comes to; version NULL: by the name alone, as a relocation
 * without a version asks; function: no mere address of one. 0: none. */
uint32_t lw_fuse_found(const struct lw_fusing *f, const char *name, const char *version, bool function);

#endif
