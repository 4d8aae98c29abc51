/* SPDX-License-Identifier: Apache-2.0 */
/* Symbols that are defined nowhere. */
#include <elf.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "base/shell.h"
#include "check/rule.h"
#include "linkwright/elf.h"

/* Single symbols that are told of one file. */
#define MOST_TOLD 10

struct telling {
	struct lw_checking *c;
	const struct lw_bindings *b;
	bool hosted;    /* the graph is about a library: whoever loads it may define more */
	bool extension; /* of Python, whose interpreter does */
	bool now;       /* LD_BIND_NOW, or a loader that has no other way */
};

static bool binds_now(const struct lw_object *o) {
	const struct lw_elf *e = o->file == NULL || o->file->image == NULL ? NULL : o->file->image->elf;
	return e != NULL && e->binds_now;
}

/* PEP 3149, PEP 384: "x.cpython-311-x86_64-linux-gnu.so", "x.abi3.so"; or by what the interpreter looks for in it. */
static bool is_extension(struct lw_checking *c, bool *yes, struct lw_error *err) {
	const char *base = lw_path_base(c->g->file);
	const struct lw_object *root = lw_object_at(c->g, 0);
	*yes = strstr(base, ".cpython-") != NULL || strstr(base, ".abi3.so") != NULL || strstr(base, ".pypy") != NULL;
	if (*yes || root == NULL || root->file == NULL || root->file->image == NULL)
		return true;
	const size_t n = strcspn(base, ".");
	const char *name = lw_sprintf(c->a, err, "PyInit_%.*s", (int)n, base);
	return name != NULL && lw_bind_defines(c->s, root->file, name, yes, err);
}

static bool is_pythons(const char *name) {
	return strncmp(name, "Py", 2) == 0 || strncmp(name, "_Py", 3) == 0;
}

static bool is_wrong(const struct telling *t, const struct lw_binding *x) {
	if (x->state == LW_BIND_NOT_IN_FILE || x->state == LW_BIND_ABORT)
		return true;
	return x->state == LW_BIND_NOWHERE && !(t->extension && x->version == NULL && is_pythons(x->name));
}

/* May the program that loads this library define it? With a version it is a certain library's. */
static bool may_be_the_hosts(const struct telling *t, const struct lw_binding *x) {
	return t->hosted && x->state == LW_BIND_NOWHERE && x->version_file == NULL;
}

static bool is_lazy(const struct telling *t, const struct lw_binding *x) {
	return x->refs == LW_REF_CALL && x->state != LW_BIND_ABORT && !t->now &&
		!binds_now(&t->c->g->objects[x->object]);
}

/* The file that should have it; else what the name means. */
static bool fix_of(const struct telling *t, const struct lw_binding *x, const char **fix, struct lw_error *err) {
	struct lw_checking *c = t->c;
	*fix = NULL;
	if (x->version_file != NULL)
		return (*fix = lw_why_command(c->a, c->g, x->version_file, err)) != NULL;
	if (strncmp(x->name, "_Z", 2) != 0 && strncmp(x->name, "_R", 2) != 0)
		return true;
	const char *word = lw_shell_word(c->a, x->name, err);
	return word != NULL && (*fix = lw_sprintf(c->a, err, "c++filt %s", word)) != NULL;
}

static const char *words_of(const struct lw_binding *x, bool lazy) {
	switch (x->state) {
	case LW_BIND_ABORT:
		return ", which has no versions at all any more: the loader aborts";
	case LW_BIND_NOT_IN_FILE:
		return ", which has it no more";
	default:
		return lazy ? ": the program ends when it is called" : "";
	}
}

static bool tell(const struct telling *t, const struct lw_binding *x, struct lw_error *err) {
	const bool lazy = is_lazy(t, x);
	/* Mach-O and PE ask one library and no other. */
	const bool named = x->version_file != NULL && t->c->g->image->format != LW_FORMAT_ELF;
	struct lw_spot at = {.file = lw_object_label(t->c->g, x->object),
			     .off = LW_NO_OFFSET,
			     .level = lazy ? LW_LEVEL_WARNING : LW_LEVEL_OF_RULE};
	LW_TRY(fix_of(t, x, &at.fix, err));
	return lw_found(
		t->c, at, err, "needs %s%s%s%s%s%s%s", x->name, x->version == NULL ? "" : ", version ",
		x->version == NULL ? "" : x->version, x->version_file == NULL ? "" : " of ",
		x->version_file == NULL ? "" : x->version_file,
		x->state == LW_BIND_NOWHERE ? (named ? ", which does not have it" : ", which is defined nowhere") : "",
		words_of(x, lazy));
}

static bool tell_rest(const struct telling *t, uint32_t object, uint32_t n, struct lw_error *err) {
	const struct lw_spot at = {
		.file = lw_object_label(t->c->g, object), .off = LW_NO_OFFSET, .level = LW_LEVEL_NOTE};
	return n <= MOST_TOLD ||
		lw_found(t->c, at, err, "needs %u more symbols that are defined nowhere", n - MOST_TOLD);
}

static bool tell_host(const struct telling *t, uint32_t object, const struct lw_some *host, struct lw_error *err) {
	const struct lw_spot at = {
		.file = lw_object_label(t->c->g, object), .off = LW_NO_OFFSET, .level = LW_LEVEL_NOTE};
	const char *names = lw_some_words(t->c->a, host, err);
	return host->n == 0 ||
		(names != NULL &&
		 lw_found(t->c, at, err, "%u symbol%s must come from the program that loads it: %s", (unsigned)host->n,
			  host->n == 1 ? "" : "s", names));
}

/* The rows of one object lie behind each other. */
static bool one_object(const struct telling *t, uint32_t from, uint32_t to, struct lw_error *err) {
	struct lw_some host = {0};
	uint32_t n = 0;
	for (uint32_t i = from; i < to; i++) {
		const struct lw_binding *x = &t->b->list[i];
		if (!is_wrong(t, x))
			continue;
		if (may_be_the_hosts(t, x))
			lw_some_add(&host, x->name);
		else if (n++ < MOST_TOLD)
			LW_TRY(tell(t, x, err));
	}
	return tell_rest(t, t->b->list[from].object, n, err) && tell_host(t, t->b->list[from].object, &host, err);
}

bool lw_rule_undefined_symbol(struct lw_checking *c, struct lw_error *err) {
	const struct lw_graph *g = c->g;
	struct telling t = {.c = c};
	if (g->n_missing != 0) /* a rule of its own; what is missing may define anything */
		return true;
	LW_TRY(lw_checking_bindings(c, &t.b, err));
	if (t.b->n_unreadable != 0)
		return true;
	const char *now = g->world == NULL ? NULL : lw_world_getenv(g->world, "LD_BIND_NOW");
	t.now = (now != NULL && *now != '\0') || (g->loader.kind != NULL && strcmp(g->loader.kind, "musl") == 0);
	t.hosted = g->image->format == LW_FORMAT_ELF && g->image->kind != LW_IMAGE_PROGRAM;
	if (t.hosted)
		LW_TRY(is_extension(c, &t.extension, err));
	for (uint32_t i = 0, to; i < t.b->n; i = to) {
		for (to = i; to < t.b->n && t.b->list[to].object == t.b->list[i].object; to++)
			;
		LW_TRY(one_object(&t, i, to, err));
	}
	return true;
}
