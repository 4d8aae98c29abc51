/* SPDX-License-Identifier: Apache-2.0 */
#include "check/uses.h"

#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "names/versions.h"

/* In one of the loader's trusted directories, or below it where it has subdirectories for a CPU. */
static bool is_in_system(const struct lw_graph *g, const char *path) {
	const size_t n = (size_t)(lw_path_base(path) - path);
	for (uint32_t i = 0; i < g->loader.n_dirs; i++) {
		const char *dir = g->loader.dirs[i];
		size_t len = strlen(dir);
		while (len > 1 && dir[len - 1] == '/')
			len--;
		if (n > len && strncmp(path, dir, len) == 0 && strspn(path + len, "/") == n - len)
			return true;
	}
	return false;
}

static bool is_libc_name(const char *name) {
	return strcmp(name, "libc.so.6") == 0 || strncmp(name, "libc.musl-", 10) == 0 || lw_is_loader_name(name) ||
		strncmp(name, "ld-musl-", 8) == 0;
}

bool lw_is_own(const struct lw_graph *g, const struct lw_object *o) {
	if (o->role == LW_ROLE_PROGRAM)
		return true;
	if (o->role != LW_ROLE_LIBRARY || !o->found || o->path == NULL || is_libc_name(o->name))
		return false;
	if (o->origin != LW_ORIGIN_UNKNOWN)
		return o->origin == LW_ORIGIN_BUNDLED;
	return (o->rule == LW_RULE_RPATH || o->rule == LW_RULE_RUNPATH || o->rule == LW_RULE_SLASH) &&
		!is_in_system(g, o->path);
}

const char *lw_own_label(const struct lw_graph *g, const struct lw_object *o) {
	return o->role == LW_ROLE_PROGRAM ? NULL : lw_object_label(g, o->id);
}

/* Of several requests of a name the first that is met. */
static bool note(struct lw_servers *s, const struct lw_edge *e, const char *who, const char *name,
		 struct lw_error *err) {
	const char *key = lw_sprintf(s->a, err, "%s %s", who, name);
	if (key == NULL)
		return false;
	const size_t n = strlen(key);
	return lw_map_get(&s->by_name, key, n) != NULL || lw_map_put(&s->by_name, s->a, key, n, (void *)e, err);
}

static bool prepare(struct lw_servers *s, struct lw_error *err) {
	char who[16];
	for (uint32_t i = 0; !s->ready && i < s->g->n_edges; i++) {
		const struct lw_edge *e = &s->g->edges[i];
		if (lw_object_at(s->g, e->to) == NULL)
			continue;
		snprintf(who, sizeof who, "%u", (unsigned)e->from);
		LW_TRY(note(s, e, who, e->name, err) && note(s, e, who, e->raw_name, err) &&
		       note(s, e, "*", e->name, err) && note(s, e, "*", e->raw_name, err));
	}
	s->ready = true;
	return true;
}

static bool look_up(struct lw_servers *s, const char *who, const char *name, const struct lw_edge **out,
		    struct lw_error *err) {
	const char *key = lw_sprintf(s->a, err, "%s %s", who, name);
	*out = key == NULL ? NULL : lw_map_get(&s->by_name, key, strlen(key));
	return key != NULL;
}

bool lw_is_left_to_system(struct lw_servers *s, const struct lw_object *o, const char *name, bool *yes,
			  struct lw_error *err) {
	const struct lw_edge *e;
	char who[16];
	snprintf(who, sizeof who, "%u", (unsigned)o->id);
	LW_TRY(prepare(s, err) && look_up(s, who, name, &e, err));
	if (e == NULL)
		LW_TRY(look_up(s, "*", name, &e, err));
	*yes = e == NULL || !lw_is_own(s->g, lw_object_at(s->g, e->to));
	return true;
}

/* A symbol's version and file are the need's own strings (elf_symbols.c), so their places are key enough. */
struct use_key {
	const char *version, *provider;
};

static bool count_symbols(struct lw_session *s, struct lw_arena *a, const struct lw_file *file,
			  struct lw_version_uses *uses, struct lw_error *err) {
	struct use_key *keys = lw_alloc(a, uses->n, sizeof *keys, err);
	struct lw_map by_place = {0};
	const struct lw_symbol *list;
	size_t n;
	LW_TRY(keys != NULL && lw_session_symbols(s, file, &list, &n, err));
	for (uint32_t k = 0; k < uses->n; k++) {
		keys[k] = (struct use_key){uses->at[k].version, uses->at[k].provider};
		LW_TRY(lw_map_put(&by_place, a, &keys[k], sizeof keys[k], &uses->at[k], err));
	}
	for (size_t i = 0; i < n; i++) {
		const struct use_key key = {list[i].version, list[i].version_file};
		struct lw_version_use *u =
			key.version == NULL || key.provider == NULL ? NULL : lw_map_get(&by_place, &key, sizeof key);
		if (u == NULL)
			continue;
		if (u->n_symbols < LW_USE_SYMBOLS)
			u->symbols[u->n_symbols] = list[i].name;
		u->n_symbols++;
	}
	return true;
}

bool lw_version_uses_of(struct lw_session *s, struct lw_arena *a, const struct lw_file *file,
			struct lw_version_uses *out, struct lw_error *err) {
	const struct lw_elf *elf = file->image == NULL ? NULL : file->image->elf;
	*out = (struct lw_version_uses){NULL, 0, 0};
	for (uint32_t i = 0; elf != NULL && i < elf->n_verneeds; i++) {
		const struct lw_verneed *v = &elf->verneeds[i];
		struct lw_version_use *u = v->file == NULL || v->version == NULL ? NULL : lw_vec_add(a, out, err);
		if (u != NULL)
			*u = (struct lw_version_use){
				.provider = v->file, .version = v->version, .weak = v->weak, .off = v->off};
		else if (v->file != NULL && v->version != NULL)
			return false;
	}
	return out->n == 0 || count_symbols(s, a, file, out, err);
}

const char *lw_use_symbols(struct lw_arena *a, const struct lw_version_use *u, struct lw_error *err) {
	const char *text = "";
	for (uint32_t i = 0; i < u->n_symbols && i < LW_USE_SYMBOLS && text != NULL; i++)
		text = i == 0 ? u->symbols[0] : lw_sprintf(a, err, "%s, %s", text, u->symbols[i]);
	if (text != NULL && u->n_symbols > LW_USE_SYMBOLS)
		text = lw_sprintf(a, err, "%s and %u more", text, u->n_symbols - LW_USE_SYMBOLS);
	return text;
}

/* GNU_PROPERTY_X86_ISA_1_NEEDED: a bit for each level (x86-64 psABI, "Program Property"). */
unsigned lw_x86_level(const struct lw_image *img) {
	unsigned level = 0;
	for (unsigned bit = 0; img->elf != NULL && bit < 4; bit++)
		if ((img->elf->x86_isa_needed & (1u << bit)) != 0)
			level = bit + 1;
	return level;
}

const char *lw_image_python_machine(const struct lw_image *img) {
	return lw_python_machine(img->machine, img->bits, img->big_endian);
}

const char *lw_libc_of_name(const char *library) {
	if (strcmp(library, "libc.so.6") == 0)
		return "glibc";
	const bool musl = strcmp(library, "libc.so") == 0 || strncmp(library, "libc.musl-", 10) == 0;
	return musl ? "musl" : NULL;
}

/* Those that a floor is told by: the releases that most people have. */
bool lw_is_common(const struct lw_distro *d) {
	static const char *const ids[] = {"debian", "ubuntu", "rhel", "fedora", "opensuse", "amazonlinux"};
	bool yes = false;
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
		yes = yes || strcmp(ids[i], d->id) == 0;
	return yes && !d->moves;
}

/* A machine without a table has what others have of the same release. */
const struct lw_distro *lw_distros_of(const struct lw_image *img, uint32_t *n) {
	const char *machine = img == NULL ? NULL : lw_image_python_machine(img);
	const struct lw_distro *rows = machine == NULL ? NULL : lw_distros(machine, n);
	return rows == NULL ? lw_distros("x86_64", n) : rows;
}

const struct lw_distro *lw_newest_without(const struct lw_image *img, const char *version) {
	uint32_t n;
	const struct lw_distro *rows = lw_distros_of(img, &n), *best = NULL;
	for (uint32_t i = 0; i < n; i++)
		if (lw_is_common(&rows[i]) && !lw_distro_offers(&rows[i], version) &&
		    (best == NULL || rows[i].glibc_minor > best->glibc_minor))
			best = &rows[i];
	return best;
}

const struct lw_distro *lw_oldest_with(const struct lw_image *img, const char *version) {
	uint32_t n;
	const struct lw_distro *rows = lw_distros_of(img, &n), *best = NULL;
	for (uint32_t i = 0; i < n; i++)
		if (lw_is_common(&rows[i]) && lw_distro_offers(&rows[i], version) &&
		    (best == NULL || rows[i].glibc_minor < best->glibc_minor))
			best = &rows[i];
	return best;
}

enum lw_relr lw_relr_of(const struct lw_image *img) {
	bool libc = false;
	if (img->elf == NULL || !img->elf->has_relr)
		return LW_RELR_FINE;
	for (uint32_t i = 0; i < img->elf->n_verneeds; i++)
		if (strcmp(img->elf->verneeds[i].version, "GLIBC_ABI_DT_RELR") == 0)
			return LW_RELR_FINE;
	for (uint32_t i = 0; i < img->n_needs; i++)
		libc = libc ||
			(img->needs[i].kind == LW_NEED_LIBRARY && strncmp(img->needs[i].name, "libc.so.", 8) == 0);
	return libc && img->elf->n_verneeds != 0 ? LW_RELR_REFUSED : LW_RELR_UNSAID;
}
