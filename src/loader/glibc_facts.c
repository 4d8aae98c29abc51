/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a glibc loader carries in its own bytes: its version ("… stable release version 2.36."), its trusted directories
 * (NUL-joined, each with a slash at both ends; elf/dl-load.c system_dirs), the path of its cache. Read from the
 * read-only bytes of the file; nothing is run.
 */
#include "loader/glibc.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "loader/cpu.h"
#include "names/elf_numbers.h"

#define LARGEST_LOADER ((uint64_t)16 << 20)
#define CACHE "/etc/ld.so.cache"

/* The next place of text in s from `from`; s.len if there is none. */
static uint64_t find(struct lw_span s, uint64_t from, const char *text) {
	size_t n = strlen(text);
	while (from < s.len && s.len - from >= n) {
		const uint8_t *hit = memchr(s.ptr + from, text[0], (size_t)(s.len - from - n + 1));
		if (hit == NULL)
			break;
		from = (uint64_t)(hit - s.ptr);
		if (memcmp(hit, text, n) == 0)
			return from;
		from++;
	}
	return s.len;
}

static bool version_in(struct lw_span s, uint16_t *minor) {
	static const char mark[] = " release version 2.";
	uint64_t at = find(s, 0, mark);
	if (at == s.len)
		return false;
	const char *text = lw_span_cstr(s, at + sizeof mark - 1);
	long v = text == NULL ? 0 : strtol(text, NULL, 10);
	if (v <= 0 || v > 999)
		return false;
	*minor = (uint16_t)v;
	return true;
}

/* "ld-2.31.so", as loaders were called before 2.34. */
static bool version_in_name(const char *path, uint16_t *minor) {
	const char *base = strrchr(path, '/');
	base = base == NULL ? path : base + 1;
	if (strncmp(base, "ld-2.", 5) != 0)
		return false;
	long v = strtol(base + 5, NULL, 10);
	*minor = (uint16_t)(v > 0 && v < 1000 ? v : 0);
	return *minor != 0;
}

/* The newest GLIBC_2.N that the libc.so.6 beside the loader defines. */
static bool version_of_libc(struct gl_process *p, const char *loader_path, uint16_t *minor, struct lw_error *err) {
	const char *slash = strrchr(loader_path, '/');
	const char *path =
		slash == NULL ? NULL : lw_sprintf(p->a, err, "%.*s/libc.so.6", (int)(slash - loader_path), loader_path);
	if (path == NULL)
		return slash == NULL;
	const struct lw_file *f;
	int sys;
	LW_TRY(lw_session_load(p->s, path, &f, &sys, err));
	if (sys != 0 || f->image == NULL)
		return true;
	const struct lw_elf *e = f->image->elf;
	for (uint32_t i = 0; i < e->n_verdefs; i++)
		if (strncmp(e->verdefs[i].version, "GLIBC_2.", 8) == 0) {
			long v = strtol(e->verdefs[i].version + 8, NULL, 10);
			if (v > *minor && v < 1000)
				*minor = (uint16_t)v;
		}
	return true;
}

/* What was read from one loader file; the next graph of the session takes it from here. */
struct loader_file {
	uint16_t minor; /* 0: it does not tell */
	const char *version_from;
	LW_VEC(const char *) dirs;
	const char *cache_path;
	bool debian;
};

static bool read_version(struct gl_process *p, struct lw_span bytes, const char *path, struct loader_file *f,
			 struct lw_error *err) {
	const char *real = NULL;
	int sys;
	f->version_from = "the loader's own text";
	if (version_in(bytes, &f->minor))
		return true;
	if (path != NULL)
		LW_TRY(lw_session_realpath(p->s, path, &real, &sys, err));
	f->version_from = "the loader's file name";
	if (real != NULL && version_in_name(real, &f->minor))
		return true;
	f->version_from = "the versions that libc.so.6 beside the loader defines";
	return real == NULL || version_of_libc(p, real, &f->minor, err);
}

static bool set_version(struct gl_process *p, const struct loader_file *from, struct lw_error *err) {
	struct lw_loader_facts *f = &p->b.out.loader;
	f->minor = p->w->glibc_minor != 0 ? p->w->glibc_minor : from->minor;
	f->version_from = p->w->glibc_minor != 0 ? "as it was asked for" : from->version_from;
	if (f->minor != 0)
		return true;
	f->minor = GL_NEWEST;
	f->version_from = "assumed: nothing tells it";
	f->version_assumed = true;
	return lw_build_note(&p->b, err,
			     "the loader's version cannot be told: the rules of glibc 2.%d are assumed (--loader "
			     "glibc:2.N names another)",
			     GL_NEWEST);
}

/* One directory as the loader writes it: "/…/", nothing odd in it. */
static size_t directory_at(struct lw_span s, uint64_t at) {
	const char *text = lw_span_cstr(s, at);
	if (text == NULL || text[0] != '/')
		return 0;
	size_t n = strcspn(text, " %:;$*?\"'()<>\\\n\t,=");
	return text[n] == '\0' && n > 2 && n < 4096 && text[n - 1] == '/' ? n : 0;
}

/* A run of at least two directories, one after the other, the first of them some kind of lib. */
static bool dirs_in(struct gl_process *p, struct lw_span s, struct loader_file *f, struct lw_error *err) {
	for (uint64_t at = 0; at + 1 < s.len; at++) {
		const uint8_t *slash = memchr(s.ptr + at, '/', (size_t)(s.len - at));
		if (slash == NULL)
			break;
		at = (uint64_t)(slash - s.ptr);
		if (at > 0 && s.ptr[at - 1] != 0)
			continue;
		size_t first = directory_at(s, at);
		if (first == 0 ||
		    (directory_at(s, at + first + 1) == 0 && strstr((const char *)s.ptr + at, "/lib") == NULL))
			continue;
		for (size_t n; (n = directory_at(s, at)) != 0; at += n + 1) {
			const char **slot = lw_vec_add(&p->s->arena, &f->dirs, err);
			if (slot == NULL ||
			    (*slot = lw_strndup(&p->s->arena, (const char *)s.ptr + at, n, err)) == NULL)
				return false;
		}
		if (f->dirs.n >= 2 || strstr(f->dirs.at[0], "/lib") != NULL)
			return true;
		f->dirs.n = 0;
	}
	return true;
}

static bool default_dirs(struct gl_process *p, bool debian, struct lw_error *err) {
	const char *const parts[2][4][2] = {
		{{"/", p->m->slib}, {"/usr/", p->m->slib}, {NULL, NULL}, {NULL, NULL}},
		{{"/lib/", p->m->triplet}, {"/usr/lib/", p->m->triplet}, {"/lib", ""}, {"/usr/lib", ""}},
	};
	for (unsigned i = 0; i < 4 && parts[debian][i][0] != NULL; i++) {
		const char *dir = lw_sprintf(p->a, err, "%s%s/", parts[debian][i][0], parts[debian][i][1]);
		if (dir == NULL || !lw_gl_dirs_add(p, &p->system, dir, strlen(dir), err))
			return false;
	}
	return true;
}

static bool set_dirs(struct gl_process *p, const struct loader_file *from, struct lw_error *err) {
	struct lw_loader_facts *f = &p->b.out.loader;
	f->dirs_from = "the loader's own list";
	for (uint32_t i = 0; i < from->dirs.n; i++)
		LW_TRY(lw_gl_dirs_add(p, &p->system, from->dirs.at[i], strlen(from->dirs.at[i]), err));
	if (p->system.list.n == 0) {
		bool multiarch = false;
		int sys;
		const char *dir = lw_sprintf(p->a, err, "/usr/lib/%s", p->m->triplet);
		if (dir == NULL || !lw_session_stat(p->s, dir, &multiarch, &sys, err))
			return false;
		f->dirs_from = multiarch ? "assumed: as Debian builds it" : "assumed: as upstream builds it";
		LW_TRY(default_dirs(p, multiarch, err));
		LW_TRY(lw_build_note(&p->b, err, "the loader's trusted directories are %s", f->dirs_from));
	}
	const char **names = lw_alloc(p->a, p->system.list.n, sizeof *names, err);
	if (names == NULL)
		return false;
	for (uint32_t i = 0; i < p->system.list.n; i++)
		names[i] = p->system.list.at[i]->name;
	f->dirs = names;
	f->n_dirs = p->system.list.n;
	return true;
}

/* $LIB is the name of the library directory: "lib/x86_64-linux-gnu" where the first trusted one is /lib/<triplet>/,
 * else its last part. */
static bool set_lib(struct gl_process *p, struct lw_error *err) {
	const char *first = p->system.list.at[0]->name;
	size_t n = strlen(first) - 1;
	if (n > strlen(p->m->triplet) &&
	    strncmp(first + n - strlen(p->m->triplet), p->m->triplet, strlen(p->m->triplet)) == 0 &&
	    strncmp(first, "/lib/", 5) == 0) {
		p->b.out.loader.lib = lw_strndup(p->a, first + 1, n - 1, err);
	} else {
		size_t k = n;
		while (k > 0 && first[k - 1] != '/')
			k--;
		p->b.out.loader.lib = lw_strndup(p->a, first + k, n - k, err);
	}
	return p->b.out.loader.lib != NULL;
}

/* The cache's path as the loader spells it: some distributions keep it elsewhere. */
static bool read_cache_path(struct gl_process *p, struct lw_span s, struct loader_file *f, struct lw_error *err) {
	f->cache_path = CACHE;
	uint64_t at = find(s, 0, CACHE);
	if (at == s.len || lw_span_cstr(s, at) == NULL || strlen((const char *)s.ptr + at) != strlen(CACHE))
		return true;
	uint64_t from = at;
	while (from > 0 && s.ptr[from - 1] > ' ' && s.ptr[from - 1] < 0x7f)
		from--;
	if (from != at && s.ptr[from] == '/')
		f->cache_path = lw_strdup(&p->s->arena, (const char *)s.ptr + from, err);
	return f->cache_path != NULL;
}

static const char *platform_of(const struct gl_process *p) {
	const struct lw_cpu *c = &p->w->cpu;
	if (p->m->number == 62 && lw_gl_has(p->minor, GL_INTEL_PLATFORM) && (c->intel_platform || c->xeon_phi))
		return c->xeon_phi ? "xeon_phi" : "haswell";
	const struct lw_cpu_row *row = lw_cpu_row(p->m, c);
	return row != NULL ? row->platform : p->m->platform;
}

/* Constants lie in the last segment that is neither written to nor run; old linkers and small loaders have none. */
static const struct lw_phdr *constants_of(const struct lw_file *loader) {
	const struct lw_phdr *found = NULL;
	const struct lw_elf *e = loader->image == NULL ? NULL : loader->image->elf;
	for (uint32_t i = 0; e != NULL && i < e->n_phdrs; i++)
		if (e->phdrs[i].p_type == PT_LOAD && (e->phdrs[i].p_flags & (PF_R | PF_W | PF_X)) == PF_R)
			found = &e->phdrs[i];
	return found != NULL && found->p_filesz <= LARGEST_LOADER ? found : NULL;
}

/* The constants if the version is there, so that the rest will be too; else the whole file. */
static bool bytes_of(struct gl_process *p, const struct lw_file *loader, struct lw_arena *scratch, struct lw_span *out,
		     struct lw_error *err) {
	const struct lw_phdr *ro = constants_of(loader);
	uint16_t minor;
	int sys = 0;
	if (ro != NULL)
		LW_TRY(lw_session_slurp_part(p->s, loader->path, ro->p_offset, ro->p_filesz, scratch, out, &sys, err));
	return (sys == 0 && version_in(*out, &minor)) ||
		lw_session_slurp(p->s, loader->path, LARGEST_LOADER, scratch, out, &sys, err);
}

static bool read_loader(struct gl_process *p, const struct lw_file *loader, struct loader_file *f,
			struct lw_error *err) {
	struct lw_arena scratch = {0};
	struct lw_span bytes = {NULL, 0};
	const char *path = loader->path;
	bool ok = bytes_of(p, loader, &scratch, &bytes, err) && read_version(p, bytes, path, f, err) &&
		dirs_in(p, bytes, f, err) && read_cache_path(p, bytes, f, err);
	f->debian = find(bytes, 0, "(Debian GLIBC ") != bytes.len || find(bytes, 0, "(Ubuntu GLIBC ") != bytes.len;
	lw_arena_free(&scratch);
	return ok;
}

static bool loader_file(struct gl_process *p, const struct lw_file *loader, const struct loader_file **out,
			struct lw_error *err) {
	struct loader_file *f;
	LW_TRY(lw_session_recall(p->s, "glibc", loader->path, &f, err));
	*out = f;
	if (f != NULL)
		return true;
	f = lw_alloc(&p->s->arena, 1, sizeof *f, err);
	if (f == NULL || !read_loader(p, loader, f, err))
		return false;
	*out = f;
	return lw_session_remember(p->s, "glibc", loader->path, f, err);
}

bool lw_gl_facts_read(struct gl_process *p, const struct lw_file *loader, struct lw_error *err) {
	static const struct loader_file none = {.cache_path = CACHE};
	const struct loader_file *f = &none;
	struct lw_loader_facts *facts = &p->b.out.loader;
	if (loader != NULL)
		LW_TRY(loader_file(p, loader, &f, err));
	facts->kind = "glibc";
	facts->cache_path = f->cache_path;
	p->debian = f->debian;
	LW_TRY(set_version(p, f, err));
	p->minor = facts->minor;
	facts->version = lw_sprintf(p->a, err, "2.%u", (unsigned)facts->minor);
	LW_TRY(facts->version != NULL);
	facts->platform = platform_of(p);
	LW_TRY(lw_gl_hwcaps_set(p, err));
	facts->hwcaps = p->hwcaps;
	facts->n_hwcaps = p->n_hwcaps;
	LW_TRY(set_dirs(p, f, err));
	return set_lib(p, err);
}
