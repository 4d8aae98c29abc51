/* SPDX-License-Identifier: Apache-2.0 */
/* One look-up in ld.so.cache (glibc elf/dl-cache.c search_cache; before 2.33 SEARCH_CACHE). The file is parsed by
 * format/ldcache. */
#include "loader/glibc.h"

#include <string.h>

#include "base/fail.h"
#include "os/errno_names.h"

#define LARGEST_CACHE ((uint64_t)64 << 20)
#define ISA_MASK 0x3ffu
#define PLATFORM_MASK (UINT64_C(0xf) << 48) /* four x86 platforms from bit 48 (sysdeps/x86/dl-procinfo.h) */
#define TLS_BIT (UINT64_C(1) << 63)
#define HWCAP_X86_64 (UINT64_C(1) << 1)
#define HWCAP_AVX512_1 (UINT64_C(1) << 2)

/* Names of the cache's own table -> their place in this process's order, from 1; 0 is not usable. */
static bool set_priorities(struct gl_process *p, struct lw_error *err) {
	const size_t n_prefix = strlen("glibc-hwcaps/");
	uint32_t *prio = lw_alloc(p->a, p->cache.n_hwcaps, sizeof *prio, err);
	if (prio == NULL)
		return false;
	for (uint32_t i = 0; i < p->cache.n_hwcaps; i++)
		for (uint32_t k = 0; p->cache.hwcaps[i] != NULL && k < p->n_hwcaps; k++) {
			size_t n = strlen(p->cache.hwcaps[i]);
			const char *have = p->hwcaps[k];
			if (strncmp(have, "glibc-hwcaps/", n_prefix) == 0 && strlen(have) == n_prefix + n + 1 &&
			    memcmp(have + n_prefix, p->cache.hwcaps[i], n) == 0)
				prio[i] = k + 1;
		}
	p->cache_priority = prio;
	return true;
}

/* A cache file as this session read it; the next graph takes it from here. */
struct cache_file {
	int sys;
	const char *damage; /* NULL: it was read */
	struct lw_ldcache cache;
};

static bool parse_cache(struct gl_process *p, const char *path, struct cache_file *f, struct lw_error *err) {
	struct lw_span bytes;
	struct lw_error what;
	lw_error_clear(&what);
	bool ok = lw_session_slurp(p->s, path, LARGEST_CACHE, &p->s->arena, &bytes, &f->sys, err);
	if (ok && f->sys == 0 && !lw_ldcache_parse(bytes, p->main->img->big_endian, &p->s->arena, &f->cache, &what)) {
		f->damage = lw_strdup(&p->s->arena, what.text, err);
		ok = f->damage != NULL && what.code != LW_E_NOMEM;
	}
	if (what.code == LW_E_NOMEM)
		*err = what;
	return ok;
}

static bool cache_file(struct gl_process *p, const char *path, const struct cache_file **out, struct lw_error *err) {
	const char *kind = p->main->img->big_endian ? "ldcache b" : "ldcache l";
	struct cache_file *f;
	LW_TRY(lw_session_recall(p->s, kind, path, &f, err));
	*out = f;
	if (f != NULL)
		return true;
	f = lw_alloc(&p->s->arena, 1, sizeof *f, err);
	if (f == NULL || !parse_cache(p, path, f, err))
		return false;
	*out = f;
	return lw_session_remember(p->s, kind, path, f, err);
}

/* The cache is opened when it is first asked, and never again. */
static bool read_cache(struct gl_process *p, struct lw_error *err) {
	const char *path = p->b.out.loader.cache_path;
	const struct cache_file *f;
	struct lw_errno_buf words;
	p->cache_state = GL_CACHE_NONE;
	LW_TRY(cache_file(p, path, &f, err));
	struct lw_probe probe = {.op = LW_OP_OPEN,
				 .rule = LW_RULE_CACHE,
				 .verdict = LW_VERDICT_CONFIG,
				 .sys = f->sys,
				 .path = path,
				 .object = LW_NO_ID,
				 .edge = p->edge};
	if (p->record)
		LW_TRY(lw_build_probe(&p->b, probe, err));
	if (f->sys != 0)
		return lw_build_note(&p->b, err, "there is no %s that can be read (%s): no library is found through it",
				     path, lw_errno_words(f->sys, &words));
	if (f->damage == NULL) {
		p->cache = f->cache;
		p->cache_state = GL_CACHE_READ;
		return set_priorities(p, err);
	}
	return lw_build_note(
		&p->b, err,
		"%s is no cache that the loader takes (%s): it goes on without, silently; ldconfig makes a new one",
		path, f->damage);
}

static bool flags_fit(const struct gl_process *p, uint32_t flags) {
	return flags == p->m->cache_id || (p->m->cache_id_too != 0 && flags == p->m->cache_id_too);
}

/* Is the legacy hwcap word one for this CPU? */
static bool legacy_fits(const struct gl_process *p, const struct lw_ldcache_entry *e) {
	if (!lw_gl_has(p->minor, GL_CACHE_LEGACY_HWCAP))
		return e->hwcap == 0;
	uint64_t have = PLATFORM_MASK | TLS_BIT;
	if (p->m->number == 62)
		have |= HWCAP_X86_64 | (p->w->cpu.intel_avx512 ? HWCAP_AVX512_1 : 0);
	if ((e->hwcap & ~have) != 0)
		return false;
	uint64_t platform = p->w->cpu.xeon_phi ? UINT64_C(1) << 51 : UINT64_C(1) << 50;
	const bool named = p->w->cpu.intel_platform || p->w->cpu.xeon_phi;
	return (e->hwcap & PLATFORM_MASK) == 0 || (named && (e->hwcap & PLATFORM_MASK) == platform);
}

static bool kernel_fits(const struct gl_process *p, const struct lw_ldcache_entry *e) {
	const uint32_t *k = p->w->kernel;
	if (!lw_gl_has(p->minor, GL_CACHE_KERNEL_VERSION) || (k[0] == 0 && k[1] == 0 && k[2] == 0))
		return true;
	return e->osversion <= (k[0] << 16 | (k[1] & 255) << 8 | (k[2] & 255));
}

static uint32_t priority_of(const struct gl_process *p, const struct lw_ldcache_entry *e) {
	uint32_t level = (uint32_t)(e->hwcap >> 32) & ISA_MASK;
	if (p->m->number == 62 && (level > 7 || (p->isa_bits >> level & 1) == 0))
		return 0;
	uint32_t i = (uint32_t)e->hwcap;
	return i < p->cache.n_hwcaps ? p->cache_priority[i] : 0;
}

static bool is_named(const struct gl_process *p, const struct lw_ldcache_entry *e) {
	if (!p->cache.is_new || !lw_gl_has(p->minor, GL_HWCAPS_SUBDIRS))
		return false;
	return e->hwcap >> 32 != 0 && (e->hwcap >> 32 & ~(uint64_t)ISA_MASK) == LW_LDCACHE_EXTENSION >> 32;
}

/* The best of the entries [i, …) with that name, in the loader's way of going through them. */
static const char *best_of(const struct gl_process *p, const char *name, uint32_t i, uint32_t known, uint32_t right) {
	const char *best = NULL;
	uint32_t best_priority = 0;
	const bool old = !lw_gl_has(p->minor, GL_HWCAPS_SUBDIRS);
	for (; i <= right; i++) {
		const struct lw_ldcache_entry *e = &p->cache.entries[i];
		if (i > known && (e->key == NULL || lw_ldcache_compare(name, e->key) != 0))
			break;
		if (!flags_fit(p, e->flags) || e->value == NULL)
			continue;
		const bool exact = e->flags == p->m->cache_id;
		const bool named = is_named(p, e);
		if (old && best != NULL && !exact)
			continue;
		if (p->cache.is_new && !named) {
			if (!old && best != NULL)
				break;
			if (!legacy_fits(p, e) || !kernel_fits(p, e))
				continue;
		}
		if (named) {
			uint32_t prio = priority_of(p, e);
			if (prio == 0 || (best != NULL && prio >= best_priority))
				continue;
			best_priority = prio;
		}
		best = e->value;
		if (!named && exact)
			break;
	}
	return best;
}

struct answer {
	const char *path; /* or NULL */
};

/* All names that compare as equal end at the same entry, so the run of equal entries is gone through once. */
static bool answer_at(struct gl_process *p, const char *name, uint32_t mid, uint32_t right, const char **out,
		      struct lw_error *err) {
	struct answer *known = lw_map_get(&p->cache_memo, &mid, sizeof mid);
	if (known == NULL) {
		uint32_t first = mid, *key = lw_alloc(p->a, 1, sizeof *key, err);
		known = lw_alloc(p->a, 1, sizeof *known, err);
		if (key == NULL || known == NULL)
			return false;
		*key = mid;
		while (first > 0 && p->cache.entries[first - 1].key != NULL &&
		       lw_ldcache_compare(name, p->cache.entries[first - 1].key) == 0)
			first--;
		known->path = best_of(p, name, first, mid, right);
		LW_TRY(lw_map_put(&p->cache_memo, p->a, key, sizeof *key, known, err));
	}
	*out = known->path;
	return true;
}

bool lw_gl_cache_lookup(struct gl_process *p, const char *name, const char **out, struct lw_error *err) {
	*out = NULL;
	if (p->cache_state == GL_CACHE_UNREAD)
		LW_TRY(read_cache(p, err));
	if (p->cache_state != GL_CACHE_READ)
		return true;
	int64_t left = 0, right = (int64_t)p->cache.n_entries - 1;
	while (left <= right) {
		const int64_t mid = (left + right) / 2;
		const char *key = p->cache.entries[mid].key;
		if (key == NULL)
			return true;
		const int c = lw_ldcache_compare(name, key);
		if (c == 0)
			return answer_at(p, name, (uint32_t)mid, (uint32_t)right, out, err);
		if (c < 0)
			left = mid + 1;
		else
			right = mid - 1;
	}
	return true;
}
