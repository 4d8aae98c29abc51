/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a world file from a graph. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fail.h"
#include "base/map.h"
#include "base/path.h"
#include "linkwright/worldfile.h"
#include "loader/glibc.h"
#include "os/errno_names.h"
#include "worldfile/worldfile.h"

#define LARGEST_TEXT ((uint64_t)1 << 20)

struct writing {
	struct lw_session *s;
	const struct lw_graph *g;
	const struct gl_process *p; /* NULL: the rules were not glibc's */
	const struct lw_machine *m;
	struct lw_arena *a;
	LW_VEC(char) text;
	struct lw_map written; /* path -> anything */
	struct lw_map inodes;  /* identity -> path */
};

static bool put(struct writing *w, const char *text, struct lw_error *err) {
	for (; *text != '\0'; text++) {
		char *c = lw_vec_add(w->a, &w->text, err);
		if (c == NULL)
			return false;
		*c = *text;
	}
	return true;
}

/* A line of words; NULL ends them. Each is quoted where it has to be, but for the first, which may hold a tab. */
static bool line(struct writing *w, struct lw_error *err, const char *first, ...) {
	va_list ap;
	bool ok = put(w, first, err);
	va_start(ap, first);
	for (const char *word; ok && (word = va_arg(ap, const char *)) != NULL;) {
		const char *quoted = lw_worldfile_quote(w->a, word, err);
		ok = quoted != NULL && put(w, " ", err) && put(w, quoted, err);
	}
	va_end(ap);
	return ok && put(w, "\n", err);
}

static const char *hex(struct writing *w, const uint8_t *bytes, size_t n, struct lw_error *err) {
	char *out = lw_alloc(w->a, n * 2 + 1, 1, err);
	for (size_t i = 0; out != NULL && i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	return out;
}

static bool number_line(struct writing *w, const char *word, uint64_t v, struct lw_error *err) {
	char text[32];
	snprintf(text, sizeof text, "0x%llx", (unsigned long long)v);
	return line(w, err, word, text, NULL);
}

static bool entries(struct writing *w, const struct lw_image *img, struct lw_error *err) {
	static const char *const words[] = {
		[LW_NEED_LIBRARY] = "\tneeded", [LW_NEED_AUXILIARY] = "\tauxiliary", [LW_NEED_FILTER] = "\tfilter"};
	for (uint32_t i = 0; i < img->n_needs; i++)
		LW_TRY(line(w, err, words[img->needs[i].kind], img->needs[i].name, NULL));
	const struct {
		const char *word, *text;
	} rest[] = {{"\tsoname", img->soname.text},
		    {"\trpath", img->rpath.text},
		    {"\trunpath", img->runpath.text},
		    {"\taudit", img->elf->audit.text},
		    {"\tdepaudit", img->elf->depaudit.text}};
	for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++)
		if (rest[i].text != NULL)
			LW_TRY(line(w, err, rest[i].word, rest[i].text, NULL));
	return true;
}

static bool versions(struct writing *w, const struct lw_elf *e, struct lw_error *err) {
	for (uint32_t i = 0; i < e->n_verdefs; i++)
		if (!e->verdefs[i].base)
			LW_TRY(line(w, err, "\tdefines", e->verdefs[i].version, NULL));
	for (uint32_t i = 0; i < e->n_verneeds; i++)
		LW_TRY(line(w, err, "\trequires", e->verneeds[i].file, e->verneeds[i].version,
			    e->verneeds[i].weak ? "weak" : NULL, NULL));
	return true;
}

static bool marks(struct writing *w, const struct lw_image *img, struct lw_error *err) {
	const struct lw_elf *e = img->elf;
	if (e->flags_1 != 0)
		LW_TRY(number_line(w, "\tflags_1", e->flags_1, err));
	if (e->ident[7] != 0)
		LW_TRY(number_line(w, "\tosabi", e->ident[7], err));
	if (e->ident[8] != 0)
		LW_TRY(number_line(w, "\tabiversion", e->ident[8], err));
	if (img->machine != w->m->number)
		LW_TRY(number_line(w, "\temachine", img->machine, err));
	if (img->bits != w->m->bits)
		LW_TRY(line(w, err, "\tclass", img->bits == 64 ? "64" : "32", NULL));
	if (e->ehdr.e_type != 3)
		LW_TRY(number_line(w, "\ttype", e->ehdr.e_type, err));
	if (e->has_abi_tag) {
		char os[16], version[48];
		snprintf(os, sizeof os, "%u", e->abi_os);
		snprintf(version, sizeof version, "%u.%u.%u", e->abi_version[0], e->abi_version[1], e->abi_version[2]);
		LW_TRY(line(w, err, "\tabi", os, version, NULL));
	}
	for (unsigned i = 0; i < 4; i++)
		if ((e->x86_isa_needed >> i & 1) != 0)
			LW_TRY(line(w, err, "\tisa",
				    (const char *const[]){"x86-64-v1", "x86-64-v2", "x86-64-v3", "x86-64-v4"}[i],
				    NULL));
	if (img->n_build_id == 0)
		return true;
	const char *id = hex(w, img->build_id, img->n_build_id, err);
	return id != NULL && line(w, err, "\tbuild-id", id, NULL);
}

static bool elf(struct writing *w, const char *path, const struct lw_file *f, struct lw_error *err) {
	const struct lw_image *img = f->image;
	LW_TRY(line(w, err, "elf", path, NULL));
	if (img->interp != NULL)
		LW_TRY(line(w, err, "\tinterp", img->interp, NULL));
	LW_TRY(entries(w, img, err));
	LW_TRY(versions(w, img->elf, err));
	LW_TRY(marks(w, img, err));
	char mode[16];
	snprintf(mode, sizeof mode, "%o", f->mode & 07777);
	return line(w, err, "\tmode", mode, NULL);
}

static bool already(struct writing *w, const char *path) {
	return lw_map_get(&w->written, path, strlen(path)) != NULL;
}

static bool remember(struct writing *w, const char *path, struct lw_error *err) {
	return lw_map_put(&w->written, w->a, path, strlen(path), w, err);
}

/* The path with "." and ".." folded, as a world names its files. A directory that is left again by ".." has to exist.
 */
static const char *fold(struct writing *w, const char *path, struct lw_error *err) {
	char *out = lw_alloc(w->a, strlen(path) + 2, 1, err);
	size_t n = 0;
	for (const char *at = path; out != NULL && *at != '\0';) {
		at += strspn(at, "/");
		size_t k = strcspn(at, "/");
		if (k == 2 && at[0] == '.' && at[1] == '.' && n != 0) {
			const char *left = lw_strndup(w->a, out, n, err);
			if (left == NULL ||
			    (!already(w, left) && !(remember(w, left, err) && line(w, err, "dir", left, NULL))))
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

static bool file(struct writing *w, const char *given, const struct lw_file *f, struct lw_error *err) {
	const char *path = fold(w, given, err);
	if (path == NULL || already(w, path))
		return path != NULL;
	LW_TRY(remember(w, path, err));
	uint64_t *id = lw_alloc(w->a, 2, sizeof *id, err);
	if (id == NULL)
		return false;
	id[0] = f->dev;
	id[1] = f->ino;
	const char *other = lw_map_get(&w->inodes, id, 2 * sizeof *id);
	if (other != NULL)
		return line(w, err, "hard", path, "->", other, NULL);
	LW_TRY(lw_map_put(&w->inodes, w->a, id, 2 * sizeof *id, (void *)(uintptr_t)path, err));
	if (f->kind == LW_FILE_DIRECTORY)
		return line(w, err, "dir", path, NULL);
	if (f->image != NULL && f->image->damage == NULL)
		return elf(w, path, f, err);
	const char *head = hex(w, f->head, f->n_head, err);
	return head != NULL && line(w, err, "raw", path, head, NULL);
}

/* The program is reached by its real path, which decides $ORIGIN; the path that was asked for becomes a link. */
static bool program(struct writing *w, struct lw_error *err) {
	const struct lw_object *o = &w->g->objects[0];
	const char *path = lw_path_absolute(w->a, w->g->world->cwd, o->path, err);
	const char *real;
	int sys;
	if (path == NULL || !lw_session_realpath(w->s, path, &real, &sys, err))
		return false;
	if (real == NULL || strcmp(real, path) == 0)
		return file(w, path, o->file, err);
	LW_TRY(file(w, real, o->file, err));
	LW_TRY(remember(w, path, err));
	return line(w, err, "link", path, "->", real, NULL);
}

static bool text_file(struct writing *w, const char *path, struct lw_error *err) {
	struct lw_span bytes = {NULL, 0};
	int sys;
	LW_TRY(lw_session_slurp(w->s, path, LARGEST_TEXT, w->a, &bytes, &sys, err));
	const char *text = bytes.len == 0 ? "" : lw_strndup(w->a, (const char *)bytes.ptr, (size_t)bytes.len, err);
	return text != NULL && remember(w, path, err) && line(w, err, "text", path, text, NULL);
}

static bool probe(struct writing *w, const struct lw_probe *p, struct lw_error *err) {
	const char *path = lw_path_absolute(w->a, w->g->world->cwd, p->path, err);
	struct lw_errno_buf buf;
	if (path == NULL || p->path[0] == '\0')
		return path != NULL;
	if (p->op == LW_OP_STAT && p->sys == 0) {
		path = fold(w, path, err);
		if (path == NULL || already(w, path))
			return path != NULL;
		LW_TRY(remember(w, path, err));
		return line(w, err, "dir", path, NULL);
	}
	if (p->rule == LW_RULE_PATH_FILE && p->verdict == LW_VERDICT_CONFIG && p->sys == 0)
		return text_file(w, path, err);
	if (p->op != LW_OP_OPEN || p->verdict == LW_VERDICT_CONFIG)
		return true;
	const struct lw_file *f;
	int sys;
	if (p->sys == 0) {
		LW_TRY(lw_session_load(w->s, path, &f, &sys, err));
		return f == NULL || file(w, path, f, err);
	}
	if (p->sys == lw_errno_of_name("ENOENT") || p->sys == lw_errno_of_name("ENOTDIR") || already(w, path))
		return true;
	LW_TRY(remember(w, path, err));
	LW_TRY(line(w, err, "text", path, NULL));
	return line(w, err, "\terrno", lw_errno_name(p->sys, &buf), NULL);
}

static bool cache(struct writing *w, struct lw_error *err) {
	if (w->p == NULL || w->p->cache_state != GL_CACHE_READ)
		return true;
	struct lw_map names = {0};
	for (uint32_t i = 0; i < w->g->n_edges; i++)
		if (strchr(w->g->edges[i].name, '/') == NULL)
			LW_TRY(lw_map_put(&names, w->a, w->g->edges[i].name, strlen(w->g->edges[i].name), w, err));
	LW_TRY(line(w, err, "cache", w->g->loader.cache_path, NULL));
	if (!w->p->cache.is_new)
		LW_TRY(line(w, err, "\tformat", "old", NULL));
	for (uint32_t i = 0; i < w->p->cache.n_entries; i++) {
		const struct lw_ldcache_entry *e = &w->p->cache.entries[i];
		if (e->key == NULL || e->value == NULL || lw_map_get(&names, e->key, strlen(e->key)) == NULL)
			continue;
		char flags[32], hwcap[40];
		snprintf(flags, sizeof flags, "flags=0x%x", e->flags);
		const bool named = (e->hwcap & LW_LDCACHE_EXTENSION) != 0 &&
			(uint32_t)e->hwcap < w->p->cache.n_hwcaps && w->p->cache.hwcaps[(uint32_t)e->hwcap] != NULL;
		if (named)
			snprintf(hwcap, sizeof hwcap, "hwcap=%.32s", w->p->cache.hwcaps[(uint32_t)e->hwcap]);
		else
			snprintf(hwcap, sizeof hwcap, "hwcap=0x%llx", (unsigned long long)e->hwcap);
		LW_TRY(line(w, err, "\tentry", e->key, "=>", e->value, flags, e->hwcap != 0 ? hwcap : NULL, NULL));
	}
	return true;
}

static bool loader(struct writing *w, struct lw_error *err) {
	const struct lw_loader_facts *f = &w->g->loader;
	if (w->p == NULL) {
		LW_TRY(remember(w, f->path, err));
		return line(w, err, "loader", f->path, "musl", f->version != NULL ? f->version : "1.2.3", NULL);
	}
	char version[32];
	snprintf(version, sizeof version, "2.%u", f->minor);
	const char *dirs = "dirs=";
	for (uint32_t i = 0; i < f->n_dirs; i++)
		if ((dirs = lw_sprintf(w->a, err, "%s%s%s", dirs, i == 0 ? "" : ":", f->dirs[i])) == NULL)
			return false;
	LW_TRY(remember(w, f->path, err));
	if (w->p->rtld == NULL)
		return true;
	LW_TRY(line(w, err, "loader", f->path, "glibc", version, dirs, w->p->debian ? NULL : "vendor=upstream", NULL));
	return versions(w, w->p->rtld->img->elf, err);
}

static bool surroundings(struct writing *w, struct lw_error *err) {
	const struct lw_world *world = w->g->world;
	for (size_t i = 0; i < world->n_env; i++)
		if (strncmp(world->env[i], "LD_", 3) == 0)
			LW_TRY(line(w, err, "env", world->env[i], NULL));
	LW_TRY(line(w, err, "cwd", w->g->world->cwd, NULL));
	const uint32_t *k = world->kernel;
	if (k[0] != 0) {
		char version[48];
		snprintf(version, sizeof version, "%u.%u.%u", k[0], k[1], k[2]);
		LW_TRY(line(w, err, "kernel", version, NULL));
	}
	if (world->secure)
		LW_TRY(line(w, err, "secure", NULL));
	return world->cpu.x86_level == 0 || w->m->number != 62 || line(w, err, "cpu", world->cpu.name, NULL);
}

static bool expected(void *ctx, const char *text, struct lw_error *err) {
	struct writing *w = ctx;
	return put(w, "\t", err) && put(w, text, err) && put(w, "\n", err);
}

static bool write_all(struct writing *w, const char *library, struct lw_error *err) {
	LW_TRY(put(w, "world 1\nabout recorded from a real machine\n", err));
	LW_TRY(line(w, err, "machine", w->m->name, NULL));
	LW_TRY(loader(w, err));
	LW_TRY(program(w, err));
	for (uint32_t i = 0; i < w->g->n_probes; i++)
		LW_TRY(probe(w, &w->g->probes[i], err));
	LW_TRY(cache(w, err));
	LW_TRY(surroundings(w, err));
	if (library == NULL)
		LW_TRY(line(w, err, "ask", "tree", w->g->file, NULL));
	else
		LW_TRY(line(w, err, "ask", "why", w->g->file, library, NULL));
	LW_TRY(put(w, "expect\n", err));
	const unsigned what = LW_EXPECT_LOADS | LW_EXPECT_PROBES | (library != NULL ? LW_EXPECT_EDGES : 0);
	return lw_worldfile_answer(w->s, w->g, library, what, w->a, expected, w, err);
}

bool lw_world_record(struct lw_session *s, const struct lw_graph *g, const char *library, const char **out,
		     struct lw_error *err) {
	if (g->is_static) {
		lw_error_subject(err, g->file);
		return lw_fail(err, LW_E_UNSUPPORTED, "is static: there is no search to record");
	}
	if (g->image->format != LW_FORMAT_ELF) {
		lw_error_subject(err, g->file);
		return lw_fail(err, LW_E_UNSUPPORTED,
			       "is no ELF file, and only the worlds of those can be recorded yet");
	}
	const bool glibc = strcmp(g->loader.kind, "glibc") == 0;
	struct writing w = {.s = s, .g = g, .m = lw_machine_of(g->image), .a = &s->arena};
	if (glibc)
		w.p = g->loader_state;
	LW_TRY(write_all(&w, library, err));
	*out = lw_strndup(w.a, w.text.at, w.text.n, err);
	return *out != NULL;
}
