/* SPDX-License-Identifier: Apache-2.0 */
/* What the loader's own bytes tell: musl's version ("1.2.3", a string by itself), and the name of its path file. */
#include "loader/musl.h"

#include <string.h>

#include "base/fail.h"

#define LARGEST_LOADER ((uint64_t)16 << 20)

struct loader_file {
	const char *version, *arch; /* NULL: not told */
};

static bool digit(uint8_t c) {
	return c >= '0' && c <= '9';
}

/* The length of N.N.N and a NUL at `at`, without the NUL; 0 for anything else. */
static size_t version_at(const uint8_t *at, uint64_t left) {
	size_t n = 0;
	for (unsigned part = 0; part < 3; part++) {
		const size_t from = n;
		while (n < left && n - from < 4 && digit(at[n]))
			n++;
		if (n == from || n >= left || at[n] != (part == 2 ? '\0' : '.'))
			return 0;
		n += part != 2;
	}
	return n;
}

static bool read_version(struct mu_process *p, struct lw_span s, struct loader_file *f, struct lw_error *err) {
	for (uint64_t i = 1; i < s.len; i++) {
		if (s.ptr[i - 1] != '\0' || s.ptr[i] < '0' || s.ptr[i] > '1')
			continue;
		const size_t n = version_at(s.ptr + i, s.len - i);
		if (n == 0)
			continue;
		f->version = lw_strndup(&p->s->arena, (const char *)s.ptr + i, n, err);
		return f->version != NULL;
	}
	return true;
}

/* ".../etc/ld-musl-ARCH.path" */
static bool read_arch(struct mu_process *p, struct lw_span s, struct loader_file *f, struct lw_error *err) {
	static const char before[] = "/etc/ld-musl-", behind[] = ".path";
	const size_t n = sizeof before - 1;
	for (uint64_t i = 0; s.len > n && i < s.len - n; i++) {
		if (s.ptr[i] != '/' || memcmp(s.ptr + i, before, n) != 0)
			continue;
		const char *from = (const char *)s.ptr + i + n;
		const uint64_t left = s.len - i - n;
		for (size_t k = 1; k < 32 && k + sizeof behind <= left; k++)
			if (memcmp(from + k, behind, sizeof behind) == 0) {
				f->arch = lw_strndup(&p->s->arena, from, k, err);
				return f->arch != NULL;
			}
	}
	return true;
}

static bool loader_file(struct mu_process *p, const char *path, const struct loader_file **out, struct lw_error *err) {
	struct loader_file *f;
	LW_TRY(lw_session_recall(p->s, "musl", path, &f, err));
	*out = f;
	if (f != NULL)
		return true;
	struct lw_arena scratch = {0};
	struct lw_span bytes = {NULL, 0};
	int sys;
	f = lw_alloc(&p->s->arena, 1, sizeof *f, err);
	const bool ok = f != NULL && lw_session_slurp(p->s, path, LARGEST_LOADER, &scratch, &bytes, &sys, err) &&
		read_version(p, bytes, f, err) && read_arch(p, bytes, f, err);
	lw_arena_free(&scratch);
	*out = f;
	return ok && lw_session_remember(p->s, "musl", path, f, err);
}

/* "x86_64" of "ld-musl-x86_64.so.1"; else the machine's. */
static const char *arch_of_name(struct mu_process *p, const char *path, struct lw_error *err) {
	const char *slash = strrchr(path, '/'), *base = slash == NULL ? path : slash + 1;
	const char *end = strstr(base, ".so.");
	if (strncmp(base, "ld-musl-", 8) == 0 && end != NULL)
		return lw_strndup(p->a, base + 8, (size_t)(end - base) - 8, err);
	return p->m->musl;
}

bool lw_mu_facts_read(struct mu_process *p, const struct lw_file *loader, struct lw_error *err) {
	static const struct loader_file none;
	const struct loader_file *f = &none;
	struct lw_loader_facts *facts = &p->b.out.loader;
	if (loader != NULL)
		LW_TRY(loader_file(p, loader->path, &f, err));
	facts->kind = "musl";
	facts->version = f->version;
	facts->version_from = f->version != NULL ? "the loader's own text" : NULL;
	p->arch = f->arch != NULL ? f->arch : arch_of_name(p, facts->path, err);
	return p->arch != NULL;
}
