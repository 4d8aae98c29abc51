/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries that get another one's definition of what they define themselves. */
#include <elf.h>
#include <string.h>

#include "base/fail.h"
#include "base/map.h"
#include "check/rule.h"
#include "linkwright/elf.h"

/* Who lost to whom. */
struct pair {
	uint32_t loser, winner;
	struct lw_some names;
	uint32_t n_other_size; /* variables of another size: one side writes past the other's end */
};

struct looking {
	struct lw_checking *c;
	struct lw_map copied; /* names that the program has its own copy of, as it is meant to be */
	LW_VEC(struct pair) pairs;
};

/* The C library's parts and its loader: they are made to have malloc and others replaced (glibc manual, "Replacing
 * malloc"), and have twins in each other. */
static bool is_libc(const struct lw_object *o) {
	static const char *const names[] = {"libc.so.",   "libpthread.so.", "libm.so.", "libdl.so.",     "librt.so.",
					    "libc.musl-", "ld-linux",       "ld-musl",  "libresolv.so.", "libnsl.so."};
	const char *soname = o->soname != NULL ? o->soname : o->name;
	for (size_t i = 0; soname != NULL && i < sizeof names / sizeof names[0]; i++)
		if (strncmp(soname, names[i], strlen(names[i])) == 0)
			return true;
	return o->role == LW_ROLE_LOADER;
}

/* What a preloaded allocator is there for. */
static bool is_malloc(const char *name) {
	static const char *const names[] = {
		"malloc",         "free",   "calloc",  "realloc", "memalign",           "aligned_alloc",
		"posix_memalign", "valloc", "pvalloc", "cfree",   "malloc_usable_size", "reallocarray"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* C++ lets a program have its own operators new and delete ([replacement.functions]); type information is one for all,
 * whoever has it (Itanium C++ ABI, 5.2.4). */
static bool is_replaceable(const char *name) {
	static const char *const begins[] = {"_Znw", "_Zna", "_Zdl", "_Zda", "_ZTI", "_ZTS"};
	for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
		if (strncmp(begins[i], name, 4) == 0)
			return true;
	return false;
}

static bool note_copies(struct looking *l, const struct lw_bindings *b, struct lw_error *err) {
	for (uint32_t i = 0; i < b->n; i++)
		if ((b->list[i].refs & LW_REF_COPY) != 0)
			LW_TRY(lw_map_put(&l->copied, l->c->a, b->list[i].name, strlen(b->list[i].name), l, err));
	return true;
}

/* Weak definitions are meant to be merged: C++ inline functions and templates. */
static bool is_surprising(const struct looking *l, const struct lw_binding *x) {
	const struct lw_graph *g = l->c->g;
	if (x->state != LW_BIND_FOUND || !x->defined || x->provider == x->object || x->weak || x->unique || x->stub)
		return false;
	if (is_libc(&g->objects[x->object]) || lw_bind_is_everywhere(x->name) || is_replaceable(x->name))
		return false;
	if (g->objects[x->provider].role == LW_ROLE_PRELOAD && is_malloc(x->name))
		return false;
	return lw_map_get(&l->copied, x->name, strlen(x->name)) == NULL;
}

static bool note(struct looking *l, const struct lw_binding *x, struct lw_error *err) {
	struct pair *p = NULL;
	for (uint32_t i = 0; i < l->pairs.n && p == NULL; i++)
		if (l->pairs.at[i].loser == x->object && l->pairs.at[i].winner == x->provider)
			p = &l->pairs.at[i];
	if (p == NULL) {
		if ((p = lw_vec_add(l->c->a, &l->pairs, err)) == NULL)
			return false;
		*p = (struct pair){.loser = x->object, .winner = x->provider};
	}
	lw_some_add(&p->names, x->name);
	p->n_other_size += x->type == STT_OBJECT && x->size != x->provider_size;
	return true;
}

/* A program's own definitions are often there for its libraries, and preloads for all. */
static enum lw_level level_of(const struct lw_graph *g, const struct pair *p) {
	const enum lw_role role = g->objects[p->winner].role;
	return p->n_other_size == 0 && (role == LW_ROLE_PROGRAM || role == LW_ROLE_PRELOAD) ? LW_LEVEL_NOTE
											    : LW_LEVEL_OF_RULE;
}

static bool tell(const struct looking *l, const struct pair *p, struct lw_error *err) {
	struct lw_checking *c = l->c;
	const struct lw_object *winner = &c->g->objects[p->winner];
	const bool program = winner->role == LW_ROLE_PROGRAM;
	struct lw_spot at = {.file = lw_object_label(c->g, p->loser), .off = LW_NO_OFFSET, .level = level_of(c->g, p)};
	const char *names = lw_some_words(c->a, &p->names, err);
	if (!program)
		at.fix = lw_why_command(c->a, c->g, winner->soname != NULL ? winner->soname : winner->name, err);
	if (names == NULL || (!program && at.fix == NULL))
		return false;
	return lw_found(c, at, err, "defines %s and uses %s of %s instead, which comes first%s", names,
			p->names.n == 1 ? "that" : "those", lw_object_label(c->g, p->winner),
			p->n_other_size == 0 ? "" : "; variables among them are of another size there");
}

bool lw_rule_interposed_symbol(struct lw_checking *c, struct lw_error *err) {
	struct looking l = {.c = c};
	const struct lw_bindings *b;
	if (c->g->image->format != LW_FORMAT_ELF)
		return true;
	LW_TRY(lw_checking_bindings(c, &b, err) && note_copies(&l, b, err));
	for (uint32_t i = 0; i < b->n; i++)
		if (is_surprising(&l, &b->list[i]))
			LW_TRY(note(&l, &b->list[i], err));
	for (uint32_t i = 0; i < l.pairs.n; i++)
		LW_TRY(tell(&l, &l.pairs.at[i], err));
	return true;
}
