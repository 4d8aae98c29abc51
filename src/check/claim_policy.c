/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manylinux (PEP 513, 571, 599, 600) and musllinux (PEP 656) by the tables that auditwheel publishes. What comes with
 * the program is looked at as the program is; what it leaves to the system has to be on the lists. A version counts by
 * its whole name: ZLIB_NG_2.0 is none of ZLIB's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "check/rule.h"
#include "check/uses.h"
#include "linkwright/policy.h"
#include "names/versions.h"

struct judging {
	struct lw_checking *c;
	const struct lw_policy *policy;
	const struct lw_policy *holds; /* the oldest of this kind that has every version; NULL: none */
	const char *machine;
	struct lw_servers servers;
	bool by_versions;
};

/* Python extensions may leave libpython to the interpreter that loads them (PEP 513). */
static bool is_exempt(const char *library) {
	return lw_is_loader_name(library) || strncmp(library, "libpython", 9) == 0 ||
		strncmp(library, "ld-musl-", 8) == 0;
}

static bool allows_library(const struct lw_policy *p, const char *library) {
	const char *libc = lw_libc_of_name(library);
	if (libc != NULL)
		return strcmp(libc, p->libc) == 0;
	return is_exempt(library) || lw_policy_has(p, LW_POLICY_LIBRARIES, NULL, library);
}

static bool is_external(struct judging *j, const struct lw_object *o, const char *library, bool *yes,
			struct lw_error *err) {
	return lw_is_left_to_system(&j->servers, o, library, yes, err);
}

static bool allows_version(const struct judging *j, const struct lw_policy *p, const struct lw_version_use *u) {
	return !lw_versions_are_told(u->provider) || lw_policy_has(p, LW_POLICY_VERSIONS, j->machine, u->version);
}

/* Of each version the oldest policy that has it; the newest of those has all. */
static bool take_holds(struct judging *j, const struct lw_version_use *u) {
	for (const struct lw_policy *p = j->holds; strcmp(p->kind, j->policy->kind) == 0; p++) {
		if (lw_policy_has_machine(p, j->machine) && allows_version(j, p, u)) {
			j->holds = p;
			return true;
		}
		uint32_t n;
		if (p + 1 == lw_policies(&n) + n)
			break;
	}
	j->holds = NULL;
	return false;
}

static bool find_holds(struct judging *j, struct lw_error *err) {
	const struct lw_graph *g = j->c->g;
	j->holds = j->policy;
	for (uint32_t i = 0; i < g->n_objects && j->holds != NULL; i++) {
		const struct lw_object *o = &g->objects[i];
		struct lw_version_uses uses = {NULL, 0, 0};
		if (lw_is_own(g, o) && o->file != NULL)
			LW_TRY(lw_version_uses_of(j->c->s, j->c->a, o->file, &uses, err));
		for (uint32_t k = 0; k < uses.n && j->holds != NULL; k++) {
			bool counts = false;
			LW_TRY(is_external(j, o, uses.at[k].provider, &counts, err));
			if (counts && !uses.at[k].weak)
				(void)take_holds(j, &uses.at[k]);
		}
	}
	return true;
}

/* "; manylinux_2_34 is the oldest that has it, and Debian 11 has not". */
static const char *outlook(const struct judging *j, const struct lw_image *img, const struct lw_version_use *u,
			   struct lw_error *err) {
	struct judging one = *j;
	const struct lw_distro *d = lw_oldest_with(img, u->version) == NULL ? NULL : lw_newest_without(img, u->version);
	one.holds = j->policy;
	const char *first = !take_holds(&one, u)
		? "; no policy has it"
		: lw_sprintf(j->c->a, err, "; %s is the oldest that has it", one.holds->name);
	if (first == NULL || d == NULL)
		return first;
	return lw_sprintf(j->c->a, err, "%s, and %s is the newest release without it", first, d->name);
}

static bool version(struct judging *j, const struct lw_object *o, const struct lw_version_use *u,
		    struct lw_error *err) {
	struct lw_checking *c = j->c;
	const char *symbols = lw_use_symbols(c->a, u, err), *more = outlook(j, o->file->image, u, err),
		   *fix = j->holds == NULL ? "" : lw_claim_command(c->a, c->g, j->holds->name, err);
	const struct lw_spot at = {.file = lw_own_label(c->g, o),
				   .off = u->off,
				   .level = u->weak ? LW_LEVEL_NOTE : LW_LEVEL_OF_RULE,
				   .fix = j->holds == NULL ? NULL : fix};
	return symbols != NULL && more != NULL && fix != NULL &&
		lw_found(c, at, err, "needs %s of %s%s%s%s, which %s does not have%s", u->version, u->provider,
			 *symbols == '\0' ? "" : " (", symbols, *symbols == '\0' ? "" : ")", j->policy->name, more);
}

static bool relr(struct judging *j, const struct lw_object *o, struct lw_error *err) {
	const enum lw_relr how = lw_relr_of(o->file->image);
	const struct lw_spot at = {.file = lw_own_label(j->c->g, o), .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	if (how == LW_RELR_FINE ||
	    (how == LW_RELR_UNSAID && lw_policy_has(j->policy, LW_POLICY_VERSIONS, j->machine, "GLIBC_ABI_DT_RELR")))
		return true;
	return lw_found(
		j->c, at, err,
		"has DT_RELR and does not ask for GLIBC_ABI_DT_RELR: glibc before 2.36 leaves those relocations "
		"out%s",
		how == LW_RELR_REFUSED ? ", later ones refuse the file" : "");
}

static bool versions(struct judging *j, const struct lw_object *o, struct lw_error *err) {
	struct lw_version_uses uses;
	LW_TRY(lw_version_uses_of(j->c->s, j->c->a, o->file, &uses, err));
	for (uint32_t i = 0; i < uses.n; i++) {
		bool counts;
		LW_TRY(is_external(j, o, uses.at[i].provider, &counts, err));
		if (counts && !allows_version(j, j->policy, &uses.at[i]))
			LW_TRY(version(j, o, &uses.at[i], err));
	}
	return relr(j, o, err);
}

static bool library(struct judging *j, const struct lw_object *o, const struct lw_edge *e, struct lw_error *err) {
	struct lw_checking *c = j->c;
	const char *libc = lw_libc_of_name(e->name);
	const struct lw_object *server = lw_object_at(c->g, e->to);
	const bool found = server != NULL && server->found && server->path != NULL;
	const char *fix = lw_why_command(c->a, c->g, e->name, err);
	const struct lw_spot at = {.file = lw_own_label(c->g, o),
				   .off = e->off == 0 ? LW_NO_OFFSET : e->off,
				   .level = LW_LEVEL_OF_RULE,
				   .fix = fix,
				   .asked = found ? NULL : e->name,
				   .asker = o->file};
	if (fix == NULL || libc != NULL)
		return fix != NULL &&
			lw_found(c, at, err, "needs %s: it is made for %s, and %s is for %s", e->name, libc,
				 j->policy->name, j->policy->libc);
	return lw_found(c, at, err,
			"needs %s, which %s does not leave to the system and which does not come with it%s%s", e->name,
			j->policy->name, found ? "; here it is " : "", found ? server->path : "");
}

static bool libraries(struct judging *j, const struct lw_object *o, struct lw_error *err) {
	const struct lw_graph *g = j->c->g;
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		bool counts = e->from == o->id && e->kind == LW_EDGE_NEEDED && !allows_library(j->policy, e->name);
		if (counts)
			LW_TRY(is_external(j, o, e->name, &counts, err));
		if (counts)
			LW_TRY(library(j, o, e, err));
	}
	return true;
}

/* Of a library that it asks for itself and that the system brings. */
static bool can_be_banned(struct judging *j, const struct lw_object *o, const char *library, bool *yes,
			  struct lw_error *err) {
	const struct lw_image *img = o->file->image;
	*yes = false;
	for (uint32_t i = 0; i < img->n_needs && !*yes; i++)
		*yes = strcmp(img->needs[i].name, library) == 0;
	return !*yes || is_external(j, o, library, yes, err);
}

static bool is_banned(const struct lw_symbol *s, const struct lw_policy_word *w) {
	return s->raw.st_shndx == 0 && strlen(s->name) == w->n && memcmp(s->name, w->at, w->n) == 0 &&
		(s->version_file == NULL || strcmp(s->version_file, w->key) == 0);
}

static bool banned(struct judging *j, const struct lw_object *o, struct lw_error *err) {
	struct lw_policy_walk walk = {.policy = j->policy, .list = LW_POLICY_BANNED};
	const struct lw_spot at = {.file = lw_own_label(j->c->g, o), .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	const struct lw_symbol *list;
	struct lw_policy_word word;
	size_t n;
	LW_TRY(lw_session_symbols(j->c->s, o->file, &list, &n, err));
	while (lw_policy_next(&walk, &word)) {
		bool counts;
		LW_TRY(can_be_banned(j, o, word.key, &counts, err));
		for (size_t i = 0; counts && i < n; i++)
			if (is_banned(&list[i], &word))
				LW_TRY(lw_found(
					j->c, at, err,
					"asks for %s, which not every %s has and which %s therefore does not allow",
					list[i].name, word.key, j->policy->name));
	}
	return true;
}

static bool object(struct judging *j, const struct lw_object *o, struct lw_error *err) {
	const unsigned level = lw_x86_level(o->file->image);
	const struct lw_spot at = {.file = lw_own_label(j->c->g, o), .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	if (level > 1)
		LW_TRY(lw_found(j->c, at, err, "needs a CPU of level x86-64-v%u, and %s means every x86-64", level,
				j->policy->name));
	return (!j->by_versions || versions(j, o, err)) && libraries(j, o, err) && banned(j, o, err);
}

static bool is_elf(const struct lw_object *o) {
	return o->file != NULL && o->file->image != NULL && o->file->image->elf != NULL;
}

static bool judge(struct judging *j, struct lw_error *err) {
	const struct lw_graph *g = j->c->g;
	if (j->by_versions)
		LW_TRY(find_holds(j, err));
	for (uint32_t i = 0; i < g->n_objects; i++)
		if (lw_is_own(g, &g->objects[i]) && is_elf(&g->objects[i]))
			LW_TRY(object(j, &g->objects[i], err));
	return true;
}

static bool by_policy(struct lw_checking *c, struct lw_error *err) {
	const struct lw_spot at = {.off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	struct judging j = {
		.c = c, .policy = lw_policy_find(c->claim), .machine = lw_image_python_machine(c->g->image)};
	if (c->g->image->elf == NULL)
		return lw_found(c, at, err, "is no ELF file, and %s is for Linux", j.policy->name);
	if (j.machine == NULL || !lw_policy_has_machine(j.policy, j.machine))
		return lw_found(c, at, err, "is for %s, which %s does not know",
				j.machine == NULL ? "another machine" : j.machine, j.policy->name);
	j.servers = (struct lw_servers){.g = c->g, .a = c->a};
	j.by_versions = strcmp(j.policy->libc, "glibc") == 0;
	return judge(&j, err);
}

bool lw_rule_claim_manylinux(struct lw_checking *c, struct lw_error *err) {
	return by_policy(c, err);
}

bool lw_rule_claim_musllinux(struct lw_checking *c, struct lw_error *err) {
	return by_policy(c, err);
}
