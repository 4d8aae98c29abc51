/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A library that is linked into one module of a process and loaded beside it. A static copy with hidden symbols leaves
 * no name in any table; what it leaves is a text that only the library's own sources hold.
 */
#include <string.h>

#include "base/fail.h"
#include "check/copies.h"
#include "linkwright/bind.h"
#include "target/targets.h"

/* Each text is in the shared library and in the archive of the version named, and in no program that only calls it. */
static const struct {
	const char *stem, *text, *what;
} marks[] = {
	{"libz", " inflate 1.", "zlib"},                  /* inftrees.c, inflate_copyright; 1.2.13 */
	{"libcrypto", "crypto/evp/evp_enc.c", "OpenSSL"}, /* OPENSSL_FILE; 1.1.1, 3.0 */
	{"libstdc++", "locale::_S_normalize_category category not found",
	 "libstdc++"},                                         /* src/c++98/locale.cc; GCC 12 */
	{"libgomp", "GOMP_SPINCOUNT = '%lu'", "GCC's OpenMP"}, /* libgomp/env.c; GCC 12 */
	{"libsqlite3", "CREATE TABLE x(type text,name text,tbl_name text,rootpage int,sql text)", "SQLite"}, /* 3.40 */
	{"libcurl", "CLIENT libcurl ", "libcurl"},                   /* lib/dict.c; 7.88 */
	{"libexpat", "EXPAT_ACCOUNTING_DEBUG", "expat"},             /* xmlparse.c; 2.5 */
	{"libcudart", "/cudart.shm.%x.%x.%llx", "the CUDA runtime"}, /* 13.0 */
};

#define N_MARKS (sizeof marks / sizeof marks[0])

static const struct lw_copy *shared(const struct lw_process_copies *p, const char *stem) {
	for (uint32_t i = 0; i < p->list.n; i++)
		if (strcmp(p->list.at[i].stem, stem) == 0)
			return &p->list.at[i];
	return NULL;
}

/* One file that may hold copies. */
struct holder {
	const struct lw_file *file;
	const char *shown, *stem; /* stem: or NULL */
};

static bool look(struct lw_checking *c, const struct lw_process_copies *p, const struct holder *h,
		 const struct lw_copy *const *beside, struct lw_error *err) {
	const char *texts[N_MARKS];
	bool has[N_MARKS];
	for (size_t i = 0; i < N_MARKS; i++)
		texts[i] = marks[i].text;
	LW_TRY(lw_session_find(c->s, h->file, texts, N_MARKS, has, err));
	for (size_t i = 0; i < N_MARKS; i++) {
		const struct lw_spot at = {.file = h->shown, .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
		bool fused; /* then two-copies tells it */
		if (!has[i] || beside[i] == NULL || (h->stem != NULL && strcmp(h->stem, marks[i].stem) == 0))
			continue;
		LW_TRY(lw_copies_is_fused(c, h->file->image, beside[i], &fused, err));
		if (fused)
			continue;
		LW_TRY(lw_found(c, at, err,
				"has %s inside, and %s is loaded beside it in %s (%s): each has variables of its own",
				marks[i].what, beside[i]->shown, p->what, beside[i]->way));
	}
	return true;
}

/* Does the file export most of what a library beside it exports? Fewer names may be one's by chance. */
#define FEWEST 20u

static bool is_most(uint32_t part, uint32_t whole) {
	return (uint64_t)part * 3 >= (uint64_t)whole * 2;
}

static bool compare(struct lw_checking *c, const struct lw_process_copies *p, const struct holder *h,
		    const struct lw_copy *x, struct lw_error *err) {
	const struct lw_spot at = {.file = h->shown, .off = LW_NO_OFFSET, .level = LW_LEVEL_OF_RULE};
	uint32_t common, n_own, n_x;
	bool fused; /* then two-copies tells it */
	LW_TRY(lw_copies_is_fused(c, h->file->image, x, &fused, err));
	if (fused || h->file == x->file || x->image == NULL || x->image->format != LW_FORMAT_ELF ||
	    (h->stem != NULL && strcmp(h->stem, x->stem) == 0))
		return true;
	LW_TRY(lw_bind_overlap(c->s, h->file, x->file, &common, &n_own, &n_x, err));
	if (common < FEWEST || !is_most(common, n_x))
		return true;
	/* Each is most of the other: told once. */
	if (is_most(common, n_own) && strcmp(h->shown, x->shown) < 0)
		return true;
	return lw_found(c, at, err, "exports %u of the %u names that %s exports, which is loaded beside it in %s (%s)",
			(unsigned)common, (unsigned)n_x, x->shown, p->what, x->way);
}

static bool compare_all(struct lw_checking *c, const struct lw_process_copies *p, const struct holder *h,
			struct lw_error *err) {
	if (h->file->image == NULL)
		return true;
	for (uint32_t i = 0; i < p->list.n; i++)
		LW_TRY(compare(c, p, h, &p->list.at[i], err));
	return true;
}

static bool is_own(const struct lw_checking *c, const char *path, bool *own, struct lw_error *err) {
	const char *shown;
	uint32_t which;
	LW_TRY(lw_targets_show(c->set->targets, path, &shown, &which, err));
	*own = which != LW_NO_ID;
	return true;
}

/* Only what the targets bring is read to its end; the system's libraries are its own business. */
static bool process(struct lw_checking *c, const struct lw_process_copies *p, struct lw_error *err) {
	const struct lw_copy *beside[N_MARKS];
	bool any = false, own;
	for (size_t i = 0; i < N_MARKS; i++) {
		beside[i] = shared(p, marks[i].stem);
		any = any || beside[i] != NULL;
	}
	for (uint32_t i = 0; i < p->modules.n; i++) {
		const struct holder h = {p->modules.at[i]->file, p->modules.at[i]->shown, NULL};
		LW_TRY((!any || look(c, p, &h, beside, err)) && compare_all(c, p, &h, err));
	}
	for (uint32_t i = 0; i < p->list.n; i++) {
		const struct lw_copy *x = &p->list.at[i];
		const struct holder h = {x->file, x->shown, x->stem};
		LW_TRY(is_own(c, x->file->path, &own, err));
		if (own)
			LW_TRY((!any || look(c, p, &h, beside, err)) && compare_all(c, p, &h, err));
	}
	return true;
}

bool lw_rule_static_copy(struct lw_checking *c, struct lw_error *err) {
	struct lw_process_copies p;
	for (uint32_t i = 0; i < c->set->subjects.n; i++) {
		const struct lw_subject *s = &c->set->subjects.at[i];
		if (s->image != NULL && s->image->kind == LW_IMAGE_PROGRAM)
			LW_TRY(lw_copies_of_program(c, s, &p, err) && process(c, &p, err));
	}
	return c->set != c->set->all || (lw_copies_of_python(c, &p, err) && process(c, &p, err));
}
