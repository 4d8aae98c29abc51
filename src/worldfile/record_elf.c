/* SPDX-License-Identifier: Apache-2.0 */
/* What is recorded of a search of glibc or musl: ELF files, the cache, the loader. */
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/path.h"
#include "loader/glibc.h"
#include "os/errno_names.h"
#include "worldfile/writing.h"

/* Beside the graph. */
struct elf_world {
	const struct gl_process *p; /* NULL: the rules were not glibc's */
	const struct lw_machine *m;
};

static const struct elf_world *own(const struct lw_writing *w) {
	return w->of;
}

static bool entries(struct lw_writing *w, const struct lw_image *img, struct lw_error *err) {
	static const char *const words[] = {
		[LW_NEED_LIBRARY] = "\tneeded", [LW_NEED_AUXILIARY] = "\tauxiliary", [LW_NEED_FILTER] = "\tfilter"};
	for (uint32_t i = 0; i < img->n_needs; i++)
		LW_TRY(lw_writing_line(w, err, words[img->needs[i].kind], img->needs[i].name, NULL));
	const struct {
		const char *word, *text;
	} rest[] = {{"\tsoname", img->soname.text},
		    {"\trpath", img->rpath.text},
		    {"\trunpath", img->runpath.text},
		    {"\taudit", img->elf->audit.text},
		    {"\tdepaudit", img->elf->depaudit.text}};
	for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++)
		if (rest[i].text != NULL)
			LW_TRY(lw_writing_line(w, err, rest[i].word, rest[i].text, NULL));
	return true;
}

static bool versions(struct lw_writing *w, const struct lw_elf *e, struct lw_error *err) {
	for (uint32_t i = 0; i < e->n_verdefs; i++)
		if (!e->verdefs[i].base)
			LW_TRY(lw_writing_line(w, err, "\tdefines", e->verdefs[i].version, NULL));
	for (uint32_t i = 0; i < e->n_verneeds; i++)
		LW_TRY(lw_writing_line(w, err, "\trequires", e->verneeds[i].file, e->verneeds[i].version,
				       e->verneeds[i].weak ? "weak" : NULL, NULL));
	return true;
}

static bool marks(struct lw_writing *w, const struct lw_image *img, struct lw_error *err) {
	const struct lw_elf *e = img->elf;
	if (e->flags_1 != 0)
		LW_TRY(lw_writing_number(w, "\tflags_1", e->flags_1, err));
	if (e->ident[7] != 0)
		LW_TRY(lw_writing_number(w, "\tosabi", e->ident[7], err));
	if (e->ident[8] != 0)
		LW_TRY(lw_writing_number(w, "\tabiversion", e->ident[8], err));
	if (img->machine != own(w)->m->number)
		LW_TRY(lw_writing_number(w, "\temachine", img->machine, err));
	if (img->bits != own(w)->m->bits)
		LW_TRY(lw_writing_line(w, err, "\tclass", img->bits == 64 ? "64" : "32", NULL));
	if (e->ehdr.e_type != 3)
		LW_TRY(lw_writing_number(w, "\ttype", e->ehdr.e_type, err));
	if (e->has_abi_tag) {
		char os[16], version[48];
		snprintf(os, sizeof os, "%u", e->abi_os);
		snprintf(version, sizeof version, "%u.%u.%u", e->abi_version[0], e->abi_version[1], e->abi_version[2]);
		LW_TRY(lw_writing_line(w, err, "\tabi", os, version, NULL));
	}
	for (unsigned i = 0; i < 4; i++)
		if ((e->x86_isa_needed >> i & 1) != 0)
			LW_TRY(lw_writing_line(
				w, err, "\tisa",
				(const char *const[]){"x86-64-v1", "x86-64-v2", "x86-64-v3", "x86-64-v4"}[i], NULL));
	if (img->n_build_id == 0)
		return true;
	const char *id = lw_writing_hex(w, img->build_id, img->n_build_id, err);
	return id != NULL && lw_writing_line(w, err, "\tbuild-id", id, NULL);
}

static bool elf(struct lw_writing *w, const char *path, const struct lw_file *f, bool *told, struct lw_error *err) {
	const struct lw_image *img = f->image;
	*told = img != NULL && img->damage == NULL;
	if (!*told)
		return true;
	LW_TRY(lw_writing_line(w, err, "elf", path, NULL));
	if (img->interp != NULL)
		LW_TRY(lw_writing_line(w, err, "\tinterp", img->interp, NULL));
	LW_TRY(entries(w, img, err));
	LW_TRY(versions(w, img->elf, err));
	LW_TRY(marks(w, img, err));
	char mode[16];
	snprintf(mode, sizeof mode, "%o", f->mode & 07777);
	return lw_writing_line(w, err, "\tmode", mode, NULL);
}

/* The path with "." and ".." folded, as a world names its files. A directory that is left again by ".." has to exist.
 */
static const char *fold(struct lw_writing *w, const char *path, struct lw_error *err) {
	char *out = lw_alloc(w->a, strlen(path) + 2, 1, err);
	size_t n = 0;
	for (const char *at = path; out != NULL && *at != '\0';) {
		at += strspn(at, "/");
		size_t k = strcspn(at, "/");
		if (k == 2 && at[0] == '.' && at[1] == '.' && n != 0) {
			const char *left = lw_strndup(w->a, out, n, err);
			if (left == NULL || !lw_writing_dir(w, left, err))
				return NULL;
			while (n > 0 && out[--n] != '/')
				;
		} else if (k != 0 && !(k == 1 && at[0] == '.') && !(k == 2 && at[0] == '.' && at[1] == '.')) {
			out[n++] = '/';
			memcpy(out + n, at, k);
			n += k;
		}
		at += k;
	}
	if (out != NULL) {
		if (n == 0)
			out[n++] = '/';
		out[n] = '\0';
	}
	return out;
}

static bool file(struct lw_writing *w, const char *given, const struct lw_file *f, struct lw_error *err) {
	const char *path = fold(w, given, err);
	return path != NULL && lw_writing_file(w, path, f, err);
}

/* The program is reached by its real path, which decides $ORIGIN; the path that was asked for becomes a link. */
static bool program(struct lw_writing *w, struct lw_error *err) {
	const struct lw_object *o = &w->g->objects[0];
	const char *path = lw_path_absolute(w->a, w->g->world->cwd, o->path, err);
	const char *real;
	int sys;
	if (path == NULL || !lw_session_realpath(w->s, path, &real, &sys, err))
		return false;
	if (real == NULL || strcmp(real, path) == 0)
		return file(w, path, o->file, err);
	LW_TRY(file(w, real, o->file, err));
	LW_TRY(lw_writing_remember(w, path, err));
	return lw_writing_line(w, err, "link", path, "->", real, NULL);
}

static bool probe(struct lw_writing *w, const struct lw_probe *p, struct lw_error *err) {
	const char *path = lw_path_absolute(w->a, w->g->world->cwd, p->path, err);
	if (path == NULL || p->path[0] == '\0')
		return path != NULL;
	if (p->op == LW_OP_STAT && p->sys == 0) {
		path = fold(w, path, err);
		return path != NULL && lw_writing_dir(w, path, err);
	}
	if (p->rule == LW_RULE_PATH_FILE && p->verdict == LW_VERDICT_CONFIG && p->sys == 0)
		return lw_writing_text(w, path, path, err);
	if (p->op != LW_OP_OPEN || p->verdict == LW_VERDICT_CONFIG)
		return true;
	const struct lw_file *f;
	int sys;
	if (p->sys == 0) {
		LW_TRY(lw_session_load(w->s, path, &f, &sys, err));
		return f == NULL || file(w, path, f, err);
	}
	if (p->sys == lw_errno_of_name("ENOENT") || p->sys == lw_errno_of_name("ENOTDIR"))
		return true;
	return lw_writing_errno(w, path, p->sys, err);
}

static bool cache(struct lw_writing *w, struct lw_error *err) {
	if (own(w)->p == NULL || own(w)->p->cache_state != GL_CACHE_READ)
		return true;
	struct lw_map names = {0};
	for (uint32_t i = 0; i < w->g->n_edges; i++)
		if (strchr(w->g->edges[i].name, '/') == NULL)
			LW_TRY(lw_map_put(&names, w->a, w->g->edges[i].name, strlen(w->g->edges[i].name), w, err));
	LW_TRY(lw_writing_line(w, err, "cache", w->g->loader.cache_path, NULL));
	if (!own(w)->p->cache.is_new)
		LW_TRY(lw_writing_line(w, err, "\tformat", "old", NULL));
	for (uint32_t i = 0; i < own(w)->p->cache.n_entries; i++) {
		const struct lw_ldcache_entry *e = &own(w)->p->cache.entries[i];
		if (e->key == NULL || e->value == NULL || lw_map_get(&names, e->key, strlen(e->key)) == NULL)
			continue;
		char flags[32], hwcap[40];
		snprintf(flags, sizeof flags, "flags=0x%x", e->flags);
		const bool named = (e->hwcap & LW_LDCACHE_EXTENSION) != 0 &&
			(uint32_t)e->hwcap < own(w)->p->cache.n_hwcaps &&
			own(w)->p->cache.hwcaps[(uint32_t)e->hwcap] != NULL;
		if (named)
			snprintf(hwcap, sizeof hwcap, "hwcap=%.32s", own(w)->p->cache.hwcaps[(uint32_t)e->hwcap]);
		else
			snprintf(hwcap, sizeof hwcap, "hwcap=0x%llx", (unsigned long long)e->hwcap);
		LW_TRY(lw_writing_line(w, err, "\tentry", e->key, "=>", e->value, flags, e->hwcap != 0 ? hwcap : NULL,
				       NULL));
	}
	return true;
}

static bool loader(struct lw_writing *w, struct lw_error *err) {
	const struct lw_loader_facts *f = &w->g->loader;
	if (own(w)->p == NULL) {
		LW_TRY(lw_writing_remember(w, f->path, err));
		return lw_writing_line(w, err, "loader", f->path, "musl", f->version != NULL ? f->version : "1.2.3",
				       NULL);
	}
	char version[32];
	snprintf(version, sizeof version, "2.%u", f->minor);
	const char *dirs = "dirs=";
	for (uint32_t i = 0; i < f->n_dirs; i++)
		if ((dirs = lw_sprintf(w->a, err, "%s%s%s", dirs, i == 0 ? "" : ":", f->dirs[i])) == NULL)
			return false;
	LW_TRY(lw_writing_remember(w, f->path, err));
	if (own(w)->p->rtld == NULL)
		return true;
	LW_TRY(lw_writing_line(w, err, "loader", f->path, "glibc", version, dirs,
			       own(w)->p->debian ? NULL : "vendor=upstream", NULL));
	return versions(w, own(w)->p->rtld->img->elf, err);
}

static bool surroundings(struct lw_writing *w, struct lw_error *err) {
	const struct lw_world *world = w->g->world;
	for (size_t i = 0; i < world->n_env; i++)
		if (strncmp(world->env[i], "LD_", 3) == 0)
			LW_TRY(lw_writing_line(w, err, "env", world->env[i], NULL));
	LW_TRY(lw_writing_line(w, err, "cwd", w->g->world->cwd, NULL));
	const uint32_t *k = world->kernel;
	if (k[0] != 0) {
		char version[48];
		snprintf(version, sizeof version, "%u.%u.%u", k[0], k[1], k[2]);
		LW_TRY(lw_writing_line(w, err, "kernel", version, NULL));
	}
	if (world->secure)
		LW_TRY(lw_writing_line(w, err, "secure", NULL));
	return world->cpu.x86_level == 0 || own(w)->m->number != 62 ||
		lw_writing_line(w, err, "cpu", world->cpu.name, NULL);
}

static bool also(struct lw_writing *w, const char *given, struct lw_error *err) {
	const struct lw_file *f;
	int sys;
	const char *path = lw_path_absolute(w->a, w->g->world->cwd, given, err);
	LW_TRY(path != NULL && lw_session_load(w->s, path, &f, &sys, err));
	return f == NULL || file(w, path, f, err);
}

static bool write_all(struct lw_writing *w, struct lw_error *err) {
	struct elf_world *of = lw_alloc(w->a, 1, sizeof *of, err);
	if (of == NULL)
		return false;
	of->m = lw_machine_of(w->g->image);
	if (strcmp(w->g->loader.kind, "glibc") == 0)
		of->p = w->g->loader_state;
	w->of = of;
	w->lines = elf;
	LW_TRY(lw_writing_line(w, err, "machine", of->m->name, NULL));
	LW_TRY(loader(w, err));
	LW_TRY(program(w, err));
	for (uint32_t i = 0; i < w->g->n_probes; i++)
		LW_TRY(probe(w, &w->g->probes[i], err));
	return cache(w, err) && surroundings(w, err);
}

const struct lw_recorder lw_recorder_elf = {write_all, also};
