/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "runs-on:debian:11": what the program and the libraries that come with it leave to the system, against the table of
 * what that release offers. A distribution of musl has no versions of symbols; there the libc, and functions that came
 * with a later musl, tell.
 */
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "check/rule.h"
#include "check/uses.h"
#include "names/distros.h"
#include "names/musl_symbols.h"
#include "names/versions.h"

struct asked {
	struct lw_checking *c;
	const struct lw_distro *distro; /* of glibc; or NULL */
	const struct lw_alpine *alpine; /* of musl; or NULL */
	const char *name;
	struct lw_servers servers;
};

static struct lw_spot spot(const struct asked *q, const struct lw_object *o, enum lw_level level) {
	return (struct lw_spot){.file = lw_own_label(q->c->g, o), .off = LW_NO_OFFSET, .level = level};
}

/* Marks of glibc's, less DT_RELR's, that updates have brought to releases as well (Debian 13 has those of 2.42). */
static bool comes_with_updates(const char *version) {
	return strncmp(version, "GLIBC_ABI_", 10) == 0 && strcmp(version, "GLIBC_ABI_DT_RELR") != 0;
}

static const char *reason(struct asked *q, const struct lw_image *img, const struct lw_version_use *u,
			  struct lw_error *err) {
	const struct lw_distro *oldest = lw_oldest_with(img, u->version);
	if (strcmp(u->version, "GLIBC_PRIVATE") == 0)
		return ": every glibc has it, and what is in it differs from build to build";
	if (comes_with_updates(u->version))
		return lw_sprintf(q->c->a, err, ", which %s did not have at first: updates may have brought it",
				  q->name);
	return lw_sprintf(q->c->a, err, ", which %s does not have%s%s", q->name,
			  oldest == NULL ? "" : "; the oldest release that has it is ",
			  oldest == NULL ? "" : oldest->name);
}

static bool version(struct asked *q, const struct lw_object *o, const struct lw_version_use *u, struct lw_error *err) {
	const bool unsure = strcmp(u->version, "GLIBC_PRIVATE") == 0 || comes_with_updates(u->version);
	const char *symbols = lw_use_symbols(q->c->a, u, err), *why = reason(q, o->file->image, u, err);
	struct lw_spot at = spot(q, o, u->weak ? LW_LEVEL_NOTE : unsure ? LW_LEVEL_WARNING : LW_LEVEL_OF_RULE);
	at.off = u->off;
	return symbols != NULL && why != NULL &&
		lw_found(q->c, at, err, "needs %s of %s%s%s%s%s", u->version, u->provider, *symbols == '\0' ? "" : " (",
			 symbols, *symbols == '\0' ? "" : ")", why);
}

/* Of several versions of one family, which every library has that has the newest, the newest is told: for each family
 * of a library its place in the list. */
static bool newest_of(struct asked *q, const struct lw_version_uses *uses, struct lw_map *out, const char **keys,
		      struct lw_error *err) {
	for (uint32_t i = 0; i < uses->n; i++) {
		const struct lw_version_use *u = &uses->at[i], *other;
		const size_t n = strlen(u->version), family = lw_version_family(u->version, n);
		const char *number = lw_version_number(u->version, n);
		keys[i] = lw_sprintf(q->c->a, err, "%s\n%.*s\n%d", u->provider, (int)family, u->version, (int)u->weak);
		LW_TRY(keys[i] != NULL);
		other = lw_map_get(out, keys[i], strlen(keys[i]));
		if (other == NULL || (number != NULL && lw_version_compare(number, other->version + family + 1) > 0))
			LW_TRY(lw_map_put(out, q->c->a, keys[i], strlen(keys[i]), (void *)u, err));
	}
	return true;
}

static bool relr(struct asked *q, const struct lw_object *o, struct lw_error *err) {
	const enum lw_relr how = lw_relr_of(o->file->image);
	if (how == LW_RELR_FINE || (how == LW_RELR_UNSAID && q->distro->glibc_minor >= 36))
		return true;
	return lw_found(q->c, spot(q, o, LW_LEVEL_OF_RULE), err,
			"has DT_RELR and does not ask for GLIBC_ABI_DT_RELR: the loader of %s %s", q->name,
			q->distro->glibc_minor >= 36 ? "refuses it" : "leaves those relocations out");
}

static bool versions(struct asked *q, const struct lw_object *o, struct lw_error *err) {
	struct lw_version_uses uses;
	struct lw_map newest = {0};
	LW_TRY(lw_version_uses_of(q->c->s, q->c->a, o->file, &uses, err));
	const char **keys = lw_alloc(q->c->a, uses.n, sizeof *keys, err);
	LW_TRY(keys != NULL && newest_of(q, &uses, &newest, keys, err));
	for (uint32_t i = 0; i < uses.n; i++) {
		const struct lw_version_use *u = &uses.at[i];
		bool counts = lw_versions_are_told(u->provider) && !lw_distro_offers(q->distro, u->version) &&
			lw_map_get(&newest, keys[i], strlen(keys[i])) == u;
		if (counts)
			LW_TRY(lw_is_left_to_system(&q->servers, o, u->provider, &counts, err));
		if (counts)
			LW_TRY(version(q, o, u, err));
	}
	return relr(q, o, err);
}

static bool library(struct asked *q, const struct lw_object *o, const struct lw_edge *e, struct lw_error *err) {
	const char *libc = lw_libc_of_name(e->name), *theirs = q->alpine != NULL ? "musl" : "glibc";
	struct lw_spot at = spot(q, o, libc == NULL ? LW_LEVEL_NOTE : LW_LEVEL_OF_RULE);
	at.off = e->off == 0 ? LW_NO_OFFSET : e->off;
	if (libc != NULL && strcmp(libc, theirs) != 0)
		return lw_found(q->c, at, err, "needs %s: it is made for %s, and %s has %s%s", e->name, libc, q->name,
				theirs, q->alpine == NULL ? "" : " (the package gcompat may serve)");
	if (libc != NULL || (q->alpine == NULL && lw_versions_are_told(e->name)) || lw_is_loader_name(e->name) ||
	    strncmp(e->name, "ld-musl-", 8) == 0)
		return true;
	return lw_found(q->c, at, err, "needs %s, and no table tells whether %s has it", e->name, q->name);
}

static bool libraries(struct asked *q, const struct lw_object *o, struct lw_error *err) {
	const struct lw_graph *g = q->c->g;
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		bool counts = e->from == o->id && e->kind == LW_EDGE_NEEDED;
		if (counts)
			LW_TRY(lw_is_left_to_system(&q->servers, o, e->name, &counts, err));
		if (counts)
			LW_TRY(library(q, o, e, err));
	}
	return true;
}

#define STB_WEAK 2

static bool needs_glibc(const struct lw_graph *g, const struct lw_object *o) {
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const char *libc = g->edges[i].from == o->id ? lw_libc_of_name(g->edges[i].name) : NULL;
		if (libc != NULL && strcmp(libc, "glibc") == 0)
			return true;
	}
	return false;
}

static bool functions(struct asked *q, const struct lw_object *o, struct lw_error *err) {
	const struct lw_symbol *list;
	size_t n;
	if (needs_glibc(q->c->g, o))
		return true;
	LW_TRY(lw_session_symbols(q->c->s, o->file, &list, &n, err));
	for (size_t i = 0; i < n; i++) {
		const char *since = list[i].raw.st_shndx == 0 && list[i].raw.st_info >> 4 != STB_WEAK
			? lw_musl_since(list[i].name)
			: NULL;
		if (since != NULL && lw_version_compare(since, q->alpine->musl) > 0)
			LW_TRY(lw_found(q->c, spot(q, o, LW_LEVEL_OF_RULE), err,
					"asks for %s, which came with musl %s; %s has musl %s", list[i].name, since,
					q->name, q->alpine->musl));
	}
	if (!o->file->image->elf->has_relr || lw_version_compare(q->alpine->musl, LW_MUSL_WITH_RELR) >= 0)
		return true;
	return lw_found(q->c, spot(q, o, LW_LEVEL_OF_RULE), err,
			"has DT_RELR, which came with musl " LW_MUSL_WITH_RELR "; %s has musl %s", q->name,
			q->alpine->musl);
}

/* One that lies where every distribution has it. */
static bool interpreter(struct asked *q, struct lw_error *err) {
	const char *interp = q->c->g->image->interp;
	const char *base = interp == NULL ? NULL : lw_path_base(interp);
	const bool musl = base != NULL && strncmp(base, "ld-musl-", 8) == 0;
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	if (base == NULL || (strncmp(interp, "/lib", 4) == 0 && (musl ? q->alpine != NULL : lw_is_loader_name(base))))
		return true;
	return lw_found(q->c, at, err, "is started by %s, which %s does not have", interp, q->name);
}

static bool all(struct asked *q, struct lw_error *err) {
	const struct lw_graph *g = q->c->g;
	LW_TRY(interpreter(q, err));
	for (uint32_t i = 0; i < g->n_objects; i++) {
		const struct lw_object *o = &g->objects[i];
		if (!lw_is_own(g, o) || o->file == NULL || o->file->image == NULL || o->file->image->elf == NULL)
			continue;
		LW_TRY(libraries(q, o, err));
		LW_TRY(q->alpine != NULL ? functions(q, o, err) : versions(q, o, err));
	}
	return true;
}

bool lw_rule_claim_runs_on(struct lw_checking *c, struct lw_error *err) {
	const struct lw_image *img = c->g->image;
	const char *word = c->claim + strlen("runs-on:"), *machine = lw_image_python_machine(img);
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE},
			     note = {.off = LW_NO_OFFSET, .level = LW_LEVEL_NOTE};
	struct asked q = {.c = c, .alpine = lw_alpine_find(word), .servers = {.g = c->g, .a = c->a}};
	if (img->elf == NULL)
		return lw_found(c, at, err, "is no ELF file, and %s is a Linux", word);
	if (q.alpine == NULL)
		q.distro = machine == NULL ? NULL : lw_distro_find(word, machine);
	if (q.alpine == NULL && q.distro == NULL) {
		q.distro = lw_distro_find(word, "x86_64");
		q.distro = q.distro == NULL ? lw_distro_find(word, "aarch64") : q.distro;
		LW_TRY(lw_found(c, note, err, "is judged by the table of %s for %s: there is none for its own machine",
				q.distro->name, q.distro->machine));
	}
	q.name = q.distro != NULL ? q.distro->name : lw_sprintf(c->a, err, "Alpine %s", q.alpine->release);
	return q.name != NULL && all(&q, err);
}
