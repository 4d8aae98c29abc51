/* SPDX-License-Identifier: Apache-2.0 */
#include "check/uses.h"

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

const struct lw_object *lw_server_of(const struct lw_graph *g, uint32_t from, const char *name) {
	const struct lw_object *any = NULL;
	for (uint32_t i = 0; i < g->n_edges; i++) {
		const struct lw_edge *e = &g->edges[i];
		const struct lw_object *to = lw_object_at(g, e->to);
		if (to == NULL || (strcmp(e->name, name) != 0 && strcmp(e->raw_name, name) != 0))
			continue;
		any = any == NULL ? to : any;
		if (e->from == from)
			return to;
	}
	return any;
}

bool lw_is_left_to_system(const struct lw_graph *g, const struct lw_object *o, const char *name) {
	const struct lw_object *server = lw_server_of(g, o->id, name);
	return server == NULL || !lw_is_own(g, server);
}

static bool count_symbols(struct lw_session *s, const struct lw_file *file, struct lw_version_uses *uses,
			  struct lw_error *err) {
	const struct lw_symbol *list;
	size_t n;
	LW_TRY(lw_session_symbols(s, file, &list, &n, err));
	for (size_t i = 0; i < n; i++)
		for (uint32_t k = 0; list[i].version_file != NULL && list[i].version != NULL && k < uses->n; k++) {
			struct lw_version_use *u = &uses->at[k];
			if (strcmp(u->version, list[i].version) != 0 || strcmp(u->provider, list[i].version_file) != 0)
				continue;
			if (u->n_symbols < LW_USE_SYMBOLS)
				u->symbols[u->n_symbols] = list[i].name;
			u->n_symbols++;
			break;
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
	return out->n == 0 || count_symbols(s, file, out, err);
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
