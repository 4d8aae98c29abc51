/* SPDX-License-Identifier: Apache-2.0 */
/* The newest version of each family that files ask for (gABI, symbol versioning; glibc elf/dl-version.c). */
#include "linkwright/floor.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "check/flooring.h"
#include "names/versions.h"
#include "os/errno_names.h"

/* What stands for a version of glibc without saying so (glibc NEWS; elf/Makefile, abi-*.map). */
static const struct {
	const char *version;
	uint16_t minor;
} unnumbered[] = {{"GLIBC_ABI_DT_RELR", 36},
		  {"GLIBC_ABI_GNU_TLS", 42},
		  {"GLIBC_ABI_GNU2_TLS", 42},
		  {"GLIBC_ABI_DT_X86_64_PLT", 42}};

static bool add_name(struct lw_arena *a, struct lw_file_list *list, const char *name, struct lw_error *err) {
	const char **at = lw_vec_add(a, list, err);
	if (at != NULL)
		*at = name;
	return at != NULL;
}

/* The need of that library and family; a new one is empty. NULL with NOMEM. */
static struct lw_flooring_need *need_of(struct lw_flooring *f, const struct lw_version_use *u, size_t family,
					struct lw_error *err) {
	const char *key = lw_sprintf(f->a, err, "need %s\n%.*s", u->provider, (int)family, u->version);
	struct lw_flooring_need *at = key == NULL ? NULL : lw_map_get(&f->known, key, strlen(key));
	if (key == NULL || at != NULL)
		return at;
	struct lw_flooring_need **place = lw_vec_add(f->a, &f->needs, err);
	at = place == NULL ? NULL : lw_alloc(f->a, 1, sizeof *at, err);
	if (at == NULL || !lw_map_put(&f->known, f->a, key, strlen(key), at, err))
		return NULL;
	*place = at;
	return at;
}

static bool take(struct lw_flooring *f, const struct lw_version_use *u, const char *label, struct lw_error *err) {
	const size_t n = strlen(u->version), family = lw_version_family(u->version, n);
	const char *number = lw_version_number(u->version, n);
	struct lw_flooring_need *at = need_of(f, u, family, err);
	if (at == NULL)
		return false;
	const int order = at->need.version == NULL ? 1
		: number == NULL                   ? 0
						   : lw_version_compare(number, at->need.number);
	if (order < 0)
		return true;
	if (order > 0) {
		const char *name = lw_strndup(f->a, u->version, family, err);
		*at = (struct lw_flooring_need){.need = {.provider = u->provider,
							 .version = u->version,
							 .family = name,
							 .number = number,
							 .gcc = lw_gcc_of(u->version)}};
		LW_TRY(name != NULL);
	}
	at->need.n_symbols += u->n_symbols;
	if (at->need.symbol == NULL)
		at->need.symbol = u->symbols[0];
	return add_name(f->a, &at->files, label, err);
}

static bool is_external(struct lw_flooring *f, const struct lw_object *o, const char *provider, bool *yes,
			struct lw_error *err) {
	if (o != NULL)
		return lw_is_left_to_system(&f->servers, o, provider, yes, err);
	*yes = lw_map_get(&f->brought, provider, strlen(provider)) == NULL;
	return true;
}

/* What no table tells of, once. */
static bool add_others(struct lw_flooring *f, const struct lw_image *img, const struct lw_object *o,
		       struct lw_error *err) {
	for (uint32_t i = 0; i < img->n_needs; i++) {
		const char *name = img->needs[i].name, *key = lw_sprintf(f->a, err, "other %s", name);
		bool counts;
		LW_TRY(key != NULL && is_external(f, o, name, &counts, err));
		if (!counts || img->needs[i].kind != LW_NEED_LIBRARY || lw_versions_are_told(name) ||
		    lw_libc_of_name(name) != NULL || strncmp(name, "ld-musl-", 8) == 0 ||
		    lw_map_get(&f->known, key, strlen(key)) != NULL)
			continue;
		LW_TRY(lw_map_put(&f->known, f->a, key, strlen(key), f, err) && add_name(f->a, &f->others, name, err));
	}
	return true;
}

/* o: what the file is in the graph; or NULL. */
static bool add_elf(struct lw_flooring *f, const struct lw_file *file, const struct lw_object *o, const char *label,
		    struct lw_error *err) {
	struct lw_version_uses uses;
	const enum lw_relr relr = lw_relr_of(file->image);
	f->first = f->first == NULL ? file->image : f->first;
	LW_TRY(lw_version_uses_of(f->s, f->a, file, &uses, err));
	for (uint32_t i = 0; i < uses.n; i++) {
		bool counts;
		LW_TRY(is_external(f, o, uses.at[i].provider, &counts, err));
		if (counts && !uses.at[i].weak)
			LW_TRY(take(f, &uses.at[i], label, err));
	}
	/* musl reads it by itself: floor_systems.c. */
	if (relr == LW_RELR_REFUSED || (relr == LW_RELR_UNSAID && f->relr == NULL && uses.n != 0)) {
		f->relr = label;
		f->refused = f->refused || relr == LW_RELR_REFUSED;
	}
	return add_others(f, file->image, o, err);
}

static bool add_file(struct lw_flooring *f, const struct lw_file *file, const struct lw_object *o, const char *label,
		     struct lw_error *err) {
	LW_TRY(add_name(f->a, &f->files, label, err));
	if (o != NULL && o->image != NULL)
		return lw_floor_systems(f, file, o->image, label, err);
	for (uint32_t i = 0; i < file->n_images; i++)
		LW_TRY(lw_floor_systems(f, file, file->images[i], label, err));
	return file->image == NULL || file->image->elf == NULL || add_elf(f, file, o, label, err);
}

static uint16_t minor_of(const struct lw_floor_need *need) {
	for (size_t i = 0; i < sizeof unnumbered / sizeof unnumbered[0]; i++)
		if (strcmp(unnumbered[i].version, need->version) == 0)
			return unnumbered[i].minor;
	if (strcmp(need->family, "GLIBC") != 0 || need->number == NULL || strncmp(need->number, "2.", 2) != 0)
		return 0;
	const unsigned long minor = strtoul(need->number + 2, NULL, 10);
	return (uint16_t)(minor < 1000 ? minor : 999);
}

static bool has_all(const struct lw_distro *d, const struct lw_floor *floor) {
	if (floor->relr != NULL && d->glibc_minor < 36)
		return false;
	for (uint32_t i = 0; i < floor->n_needs; i++)
		if (lw_versions_are_told(floor->needs[i].provider) &&
		    strcmp(floor->needs[i].version, "GLIBC_PRIVATE") != 0 &&
		    !lw_distro_offers(d, floor->needs[i].version))
			return false;
	return true;
}

/* The release from which on each later one has everything; rows of one distribution stand together, oldest first. */
static bool runs_on(struct lw_flooring *f, struct lw_floor *floor, const struct lw_distro *rows, uint32_t n,
		    struct lw_error *err) {
	LW_VEC(const struct lw_distro *) list = {NULL, 0, 0};
	for (uint32_t i = 0; i < n;) {
		const struct lw_distro *from = NULL;
		const char *id = rows[i].id;
		for (; i < n && strcmp(rows[i].id, id) == 0; i++)
			if (lw_is_common(&rows[i]))
				from = !has_all(&rows[i], floor) ? NULL : from == NULL ? &rows[i] : from;
		const struct lw_distro **at = from == NULL ? NULL : lw_vec_add(f->a, &list, err);
		if (at != NULL)
			*at = from;
		else if (from != NULL)
			return false;
	}
	floor->runs_on = list.at;
	floor->n_runs_on = list.n;
	return true;
}

static bool distros(struct lw_flooring *f, struct lw_floor *floor, struct lw_error *err) {
	uint32_t n;
	const struct lw_distro *rows = lw_distros_of(f->first, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (!lw_is_common(&rows[i]))
			continue;
		const struct lw_distro **at = has_all(&rows[i], floor) ? &floor->oldest : &floor->newest;
		const bool older = *at != NULL && rows[i].glibc_minor < (*at)->glibc_minor,
			   newer = *at != NULL && rows[i].glibc_minor > (*at)->glibc_minor;
		if (*at == NULL || (at == &floor->oldest ? older : newer))
			*at = &rows[i];
	}
	return runs_on(f, floor, rows, n, err);
}

static bool needs(struct lw_flooring *f, struct lw_floor *floor, struct lw_error *err) {
	struct lw_floor_need *list = lw_alloc(f->a, f->needs.n, sizeof *list, err);
	LW_TRY(list != NULL);
	for (uint32_t i = 0; i < f->needs.n; i++) {
		list[i] = f->needs.at[i]->need;
		list[i].files = f->needs.at[i]->files.at;
		list[i].n_files = f->needs.at[i]->files.n;
		const uint16_t minor = minor_of(&list[i]);
		floor->glibc_minor = minor > floor->glibc_minor ? minor : floor->glibc_minor;
		floor->is_private = floor->is_private || strcmp(list[i].version, "GLIBC_PRIVATE") == 0;
	}
	floor->needs = list;
	floor->n_needs = f->needs.n;
	return true;
}

static bool end(struct lw_flooring *f, const struct lw_floor **out, struct lw_error *err) {
	struct lw_floor *floor = lw_alloc(f->a, 1, sizeof *floor, err);
	LW_TRY(floor != NULL && needs(f, floor, err));
	floor->systems = f->systems.at;
	floor->n_systems = f->systems.n;
	floor->files = f->files.at;
	floor->n_files = f->files.n;
	floor->others = f->others.at;
	floor->n_others = f->others.n;
	floor->relr = f->relr;
	floor->refused = f->refused;
	if (f->relr != NULL && floor->glibc_minor < 36)
		floor->glibc_minor = 36;
	*out = floor;
	return floor->is_private || floor->refused || floor->n_needs == 0 || distros(f, floor, err);
}

bool lw_floor_of_graph(struct lw_session *s, const struct lw_graph *g, const struct lw_floor **out,
		       struct lw_error *err) {
	struct lw_flooring f = {.s = s, .a = &s->graphs, .servers = {.g = g, .a = &s->graphs}};
	if (g->n_objects == 0 || g->is_static)
		LW_TRY(add_file(&f, g->subject, NULL, g->file, err));
	for (uint32_t i = 0; i < g->n_objects && !g->is_static; i++) {
		const struct lw_object *o = &g->objects[i];
		if (lw_is_own(g, o) && o->file != NULL)
			LW_TRY(add_file(&f, o->file, o, o->role == LW_ROLE_PROGRAM ? g->file : o->path, err));
	}
	return end(&f, out, err);
}

static bool load(struct lw_session *s, const char *path, const struct lw_file **out, struct lw_error *err) {
	struct lw_errno_buf words;
	int sys;
	LW_TRY(lw_session_load(s, path, out, &sys, err));
	if (*out == NULL)
		return lw_fail(err, sys == 2 ? LW_E_NOT_FOUND : LW_E_IO, "cannot be opened: %s",
			       lw_errno_words(sys, &words));
	if ((*out)->error != NULL || ((*out)->image != NULL && (*out)->image->damage != NULL)) {
		*err = (*out)->error != NULL ? *(*out)->error : *(*out)->image->damage;
		return false;
	}
	return (*out)->n_images != 0 || lw_fail(err, LW_E_UNSUPPORTED, "is no ELF, Mach-O or PE file");
}

static bool brought(struct lw_flooring *f, const struct lw_file *file, const char *path, struct lw_error *err) {
	const char *base = lw_path_base(path), *soname = file->image == NULL ? NULL : file->image->soname.text;
	LW_TRY(lw_map_put(&f->brought, f->a, base, strlen(base), f, err));
	return soname == NULL || lw_map_put(&f->brought, f->a, soname, strlen(soname), f, err);
}

static bool of_files(struct lw_flooring *f, const char *const *paths, const char *const *shown, uint32_t n,
		     const struct lw_floor **out, const char **at, struct lw_error *err) {
	const struct lw_file *file;
	for (uint32_t i = 0; i < n; i++) {
		*at = paths[i];
		LW_TRY(load(f->s, paths[i], &file, err) && brought(f, file, paths[i], err));
	}
	for (uint32_t i = 0; i < n; i++) {
		*at = paths[i];
		LW_TRY(load(f->s, paths[i], &file, err) &&
		       add_file(f, file, NULL, shown == NULL ? paths[i] : shown[i], err));
	}
	return end(f, out, err);
}

bool lw_floor_of_files(struct lw_session *s, const char *const *paths, const char *const *shown, uint32_t n,
		       const struct lw_floor **out, struct lw_error *err) {
	struct lw_flooring f = {.s = s, .a = &s->graphs};
	const char *at = "";
	if (of_files(&f, paths, shown, n, out, &at, err))
		return true;
	err->subject[0] = '\0';
	lw_error_subject(err, at);
	return false;
}
