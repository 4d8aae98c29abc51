/* SPDX-License-Identifier: Apache-2.0 */
/* What is checked once everything is mapped: symbol versions (glibc elf/dl-version.c), DT_RELR's need, x86 ISA marks
 * (sysdeps/x86/dl-prop.h). */
#include "loader/glibc.h"

#include <string.h>

#include "base/fail.h"

static const char *display_name(const struct gl_process *p, const struct gl_map *l) {
	return l == p->main ? p->b.out.file : l->l_name;
}

/* Up to so many are looked through one by one. glibc defines three dozen. */
#define FEW_DEFINITIONS 64
#define HASH_AND_NAME "%08x%s"

/* Which versions an object defines, by name; read when it is first asked for one. */
static bool read_definitions(struct gl_process *p, struct gl_map *l, struct lw_error *err) {
	const struct lw_elf *e = l->img->elf;
	l->defines_known = true;
	for (uint32_t i = 0; i < e->n_verdefs; i++) {
		const char *key =
			lw_sprintf(p->a, err, HASH_AND_NAME, (unsigned)e->verdefs[i].hash, e->verdefs[i].version);
		LW_TRY(key != NULL && lw_map_put(&l->defines, p->a, key, strlen(key), l, err));
	}
	return true;
}

/* The loader compares hashes first, then names. */
static bool defines(struct gl_process *p, struct gl_map *l, const struct lw_verneed *need, bool *yes,
		    struct lw_error *err) {
	const struct lw_elf *e = l->img->elf;
	*yes = false;
	for (uint32_t i = 0; e->n_verdefs <= FEW_DEFINITIONS && i < e->n_verdefs && !*yes; i++)
		*yes = e->verdefs[i].hash == need->hash && strcmp(e->verdefs[i].version, need->version) == 0;
	if (e->n_verdefs <= FEW_DEFINITIONS)
		return true;
	if (!l->defines_known)
		LW_TRY(read_definitions(p, l, err));
	const char *key = lw_sprintf(p->a, err, HASH_AND_NAME, (unsigned)need->hash, need->version);
	*yes = key != NULL && lw_map_get(&l->defines, key, strlen(key)) != NULL;
	return key != NULL;
}

static bool gap(struct gl_process *p, struct gl_map *l, struct gl_map *provider, const struct lw_verneed *need,
		struct lw_error *err) {
	struct lw_version_gap *g = lw_vec_add(p->a, &p->b.gaps, err);
	if (g == NULL)
		return false;
	const bool unversioned = !provider->img->elf->has_verdef;
	*g = (struct lw_version_gap){l->id, provider->id, need->version, need->weak, unversioned};
	if (need->weak || unversioned || p->b.out.stopped != NULL)
		return true;
	const char *text = lw_sprintf(p->a, err, "%s: version `%s' not found (required by %s)",
				      display_name(p, provider), need->version, display_name(p, l));
	p->b.out.stopped_only_at_start = true;
	return text != NULL && lw_build_stop(&p->b, display_name(p, provider), text, err);
}

/* The loader ends here, in trace mode too, whatever it has complained of before. */
static bool abort_with(struct gl_process *p, const struct gl_map *l, const char *text, struct lw_error *err) {
	p->b.out.stopped = NULL;
	p->b.out.stopped_only_at_start = false;
	return text != NULL && lw_build_stop(&p->b, display_name(p, l), text, err);
}

/* What is loaded, by the names it was asked for (find_needed): the first in the list counts. In the arena a. */
static bool first_of_each_name(struct gl_process *p, struct lw_arena *a, struct lw_map *out, struct lw_error *err) {
	for (struct gl_map *l = p->ns[0].last; l != NULL && !l->unreachable; l = l->prev) {
		LW_TRY(lw_map_put(out, a, l->l_name, strlen(l->l_name), l, err));
		for (uint32_t i = 0; i < l->names.n; i++)
			LW_TRY(lw_map_put(out, a, l->names.at[i], strlen(l->names.at[i]), l, err));
	}
	return true;
}

/* The program's own scope is looked through, too: its filtees stand there and nowhere else. */
static struct gl_map *filtee_of_main(const struct gl_process *p, const char *name) {
	struct gl_map *found = NULL;
	for (struct gl_map *l = p->main->prev; l != NULL; l = l->prev)
		if (lw_gl_name_matches(l, name))
			found = l;
	return found;
}

static bool check_needs(struct gl_process *p, struct gl_map *l, const struct lw_map *loaded, bool *has_relr_version,
			struct lw_error *err) {
	const struct lw_elf *e = l->img->elf;
	struct gl_map *provider = NULL;
	const char *file = NULL;
	for (uint32_t i = 0; i < e->n_verneeds; i++) {
		const struct lw_verneed *need = &e->verneeds[i];
		if (file != need->file) {
			file = need->file;
			provider = lw_map_get(loaded, file, strlen(file));
			if (provider == NULL && l == p->main)
				provider = filtee_of_main(p, file);
		}
		if (provider == NULL) {
			const char *text = lw_sprintf(p->a, err,
						      "Inconsistency detected by ld.so: dl-version.c: %d: "
						      "_dl_check_map_versions: Assertion `needed != NULL' failed!",
						      p->minor < 34 ? 205 : 204);
			return abort_with(p, l, text, err);
		}
		*has_relr_version |= !provider->faked && strcmp(need->version, "GLIBC_ABI_DT_RELR") == 0;
		bool met = provider->faked || provider->mirror;
		if (!met)
			LW_TRY(defines(p, provider, need, &met, err));
		if (!met)
			LW_TRY(gap(p, l, provider, need, err));
	}
	return true;
}

static bool needs_libc(const struct lw_image *img) {
	for (uint32_t i = 0; i < img->n_needs; i++)
		if (img->needs[i].kind == LW_NEED_LIBRARY && strncmp(img->needs[i].name, "libc.so.", 8) == 0)
			return true;
	return false;
}

static bool check_all(struct gl_process *p, const struct lw_map *loaded, struct lw_error *err) {
	for (struct gl_map *l = p->ns[0].first; l != NULL; l = l->next) {
		if (l->faked || l->mirror)
			continue;
		bool has_relr_version = false;
		LW_TRY(check_needs(p, l, loaded, &has_relr_version, err));
		if (p->b.out.stopped != NULL && !p->b.out.stopped_only_at_start)
			return true;
		const struct lw_elf *e = l->img->elf;
		if (!lw_gl_has(p->minor, GL_RELR_NEEDS_ABI) || !e->has_relr || e->n_verneeds == 0 || has_relr_version ||
		    !needs_libc(l->img))
			continue;
		const char *text =
			lw_sprintf(p->a, err, "%s: DT_RELR without GLIBC_ABI_DT_RELR dependency", display_name(p, l));
		return abort_with(p, l, text, err);
	}
	return true;
}

bool lw_gl_check_versions(struct gl_process *p, struct lw_error *err) {
	struct lw_arena scratch = {0};
	struct lw_map loaded = {0};
	const bool ok = first_of_each_name(p, &scratch, &loaded, err) && check_all(p, &loaded, err);
	lw_arena_free(&scratch);
	return ok;
}

static bool check_isa_of(struct gl_process *p, const struct gl_map *l, struct lw_error *err) {
	if (l->faked || l == p->rtld || (l->img->elf->x86_isa_needed & ~(uint32_t)p->isa_bits) == 0)
		return true;
	const char *text = lw_sprintf(p->a, err, "%s: CPU ISA level is lower than required", display_name(p, l));
	if (text == NULL || p->b.out.stopped != NULL)
		return text != NULL;
	p->b.out.stopped_only_at_start = true;
	return lw_build_stop(&p->b, display_name(p, l), text, err);
}

bool lw_gl_check_isa(struct gl_process *p, const struct gl_list *searchlist, struct lw_error *err) {
	if (p->isa_bits == 0 || !lw_gl_has(p->minor, GL_ISA_LEVEL))
		return true;
	for (; searchlist != NULL; searchlist = searchlist->next)
		LW_TRY(check_isa_of(p, searchlist->map, err));
	return true;
}
