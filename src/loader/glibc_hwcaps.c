/* SPDX-License-Identifier: Apache-2.0 */
/* The subdirectories that are tried in each search directory (glibc elf/dl-hwcaps.c _dl_important_hwcaps). */
#include "loader/glibc.h"

#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "loader/cpu.h"

#define PREFIX "glibc-hwcaps/"
#define MOST_LEGACY 12

struct names {
	const char *at[MOST_LEGACY];
	uint32_t n;
};

typedef LW_VEC(const char *) text_vec;

static bool add(struct gl_process *p, text_vec *v, const char *text, struct lw_error *err) {
	const char **slot = text == NULL ? NULL : lw_vec_add(p->a, v, err);
	if (slot == NULL)
		return false;
	*slot = text;
	return true;
}

static uint8_t x86_level(const struct gl_process *p) {
	return p->w->cpu.x86_level == 0 ? 1 : p->w->cpu.x86_level;
}

static bool add_named(struct gl_process *p, text_vec *v, struct lw_error *err) {
	for (const char *at = p->m->hwcaps; at != NULL && *at != '\0'; at += *at == ':') {
		size_t n = strcspn(at, ":");
		if (lw_cpu_has(p->m, &p->w->cpu, at, n) &&
		    !add(p, v, lw_sprintf(p->a, err, PREFIX "%.*s/", (int)n, at), err))
			return false;
		at += n;
	}
	return true;
}

/* The names whose combinations the old scheme tries, lowest first; "tls" is the highest. */
static bool legacy_names(struct gl_process *p, struct names *names, struct lw_error *err) {
	struct names t = {0};
	const struct lw_cpu_row *row = lw_cpu_row(p->m, &p->w->cpu);
	if (p->m->legacy != NULL && p->minor >= p->m->legacy_since)
		t.at[t.n++] = p->m->legacy;
	for (const char *at = row == NULL || row->legacy == NULL ? "" : row->legacy; *at != '\0';) {
		const size_t n = strcspn(at, "@:");
		const bool old = at[n] == '@' && p->minor < strtoul(at + n + 1, NULL, 10);
		if (!old && t.n < MOST_LEGACY - 3 && (t.at[t.n++] = lw_strndup(p->a, at, n, err)) == NULL)
			return false;
		at += strcspn(at, ":");
		at += *at == ':';
	}
	if (p->m->number == 62 && p->w->cpu.intel_avx512 && p->minor >= 26)
		t.at[t.n++] = "avx512_1";
	if (p->b.out.loader.platform != NULL)
		t.at[t.n++] = p->b.out.loader.platform;
	t.at[t.n++] = "tls";
	*names = t;
	return true;
}

/* All combinations, most names first: entry i has those names whose bit is set in 2^n - 1 - i, highest first. */
static bool add_legacy(struct gl_process *p, text_vec *v, struct lw_error *err) {
	struct names t;
	LW_TRY(legacy_names(p, &t, err));
	for (uint32_t bits = (1u << t.n) - 1; bits > 0; bits--) {
		const char *text = "";
		for (uint32_t k = t.n; k-- > 0;)
			if ((bits >> k & 1) != 0 && (text = lw_sprintf(p->a, err, "%s%s/", text, t.at[k])) == NULL)
				return false;
		LW_TRY(add(p, v, text, err));
	}
	return true;
}

bool lw_gl_hwcaps_set(struct gl_process *p, struct lw_error *err) {
	text_vec v = {0};
	if (lw_gl_has(p->minor, GL_HWCAPS_SUBDIRS))
		LW_TRY(add_named(p, &v, err));
	if (lw_gl_has(p->minor, GL_LEGACY_HWCAPS))
		LW_TRY(add_legacy(p, &v, err));
	LW_TRY(add(p, &v, "", err));
	p->hwcaps = v.at;
	p->n_hwcaps = v.n;
	const bool x86 = p->m->number == 62 || p->m->number == 3;
	p->isa_bits = (uint8_t)(x86 ? (1u << x86_level(p)) - 1 : 0);
	return true;
}
