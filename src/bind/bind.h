/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A binding under way: the objects of the program's name space in the order of the global scope, and what was found. It
 * lives in the session's memory for graphs.
 */
#ifndef LW_BIND_BIND_H
#define LW_BIND_BIND_H

#include "base/vec.h"
#include "graph/ask.h"
#include "linkwright/bind.h"
#include "session/session.h"

/* One object of the scope. */
struct bind_object {
	uint32_t id;
	const struct lw_object *o;
	const struct lw_image *img;
	const struct lw_elf_table *elf; /* of ELF; NULL: nothing is known of it */
	bool symbolic;                  /* looks into itself first */
};

struct binder {
	struct lw_session *s;
	struct lw_arena *a;
	const struct lw_graph *g;
	struct bind_object *scope;
	uint32_t n_scope;
	uint64_t *having;          /* n_slots sets of n_words words, with a bit for each of the scope (having.c) */
	uint32_t n_slots, n_words; /* n_slots: a power of two */
	struct lw_map by_name;     /* name -> the first bind_object that a request by that name was met with */
	uint32_t *first_edge, *next_edge; /* of each object, from 1; NULL: not made yet (targets.c) */
	struct lw_map uniques;            /* name -> definition: STB_GNU_UNIQUE is one in a process */
	LW_VEC(struct lw_binding) list;
	struct lw_bindings out;
};

/* The scope of an ELF program, with the tables of all its objects. Errors: NOMEM. */
bool lw_bind_scope(struct binder *b, struct lw_error *err) LW_USE;

/* having.c: notes which of the scope can answer for which hashes. Errors: NOMEM. */
bool lw_bind_note_having(struct binder *b, struct lw_error *err) LW_USE;
/* It will be asked for that hash (base/soon.h). */
void lw_bind_having_soon(const struct binder *b, uint32_t hash);
/* The place in the scope, from `from` on, of the first that may have a definition of such a name; n_scope: none has. */
uint32_t lw_bind_next_having(const struct binder *b, uint32_t hash, uint32_t from);

/* Each fills b->list. Errors: NOMEM, LIMIT. */
bool lw_bind_glibc(struct binder *b, struct lw_error *err) LW_USE;
bool lw_bind_musl(struct binder *b, struct lw_error *err) LW_USE;
bool lw_bind_macho(struct binder *b, struct lw_error *err) LW_USE;
bool lw_bind_pe(struct binder *b, struct lw_error *err) LW_USE;

/* One row; o refers to it by e. */
struct lw_binding *lw_bind_add(struct binder *b, const struct bind_object *o, const struct lw_elf_entry *e,
			       uint8_t refs, struct lw_error *err);

#endif
