/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes read as ld.so.cache in both byte orders. What is read is written again and must come back the same. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/ldcache.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same_text(const char *x, const char *y) {
	return (x == NULL) == (y == NULL) && (x == NULL || strcmp(x, y) == 0);
}

static bool same(const struct lw_ldcache *x, const struct lw_ldcache *y) {
	if (x->n_entries != y->n_entries || x->n_hwcaps != y->n_hwcaps)
		return false;
	for (uint32_t i = 0; i < x->n_entries; i++) {
		const struct lw_ldcache_entry *p = &x->entries[i], *q = &y->entries[i];
		if (p->flags != q->flags || p->osversion != q->osversion || p->hwcap != q->hwcap ||
		    !same_text(p->key, q->key) || !same_text(p->value, q->value))
			return false;
	}
	for (uint32_t i = 0; i < x->n_hwcaps; i++)
		if (!same_text(x->hwcaps[i], y->hwcaps[i]))
			return false;
	return true;
}

/* Entries may share strings, and writing gives each its own: no more than this is written. */
static bool is_small(const struct lw_ldcache *c) {
	size_t n = 0;
	for (uint32_t i = 0; i < c->n_entries && n < 1 << 20; i++)
		n += (c->entries[i].key == NULL ? 0 : strlen(c->entries[i].key)) +
			(c->entries[i].value == NULL ? 0 : strlen(c->entries[i].value));
	for (uint32_t i = 0; i < c->n_hwcaps && n < 1 << 20; i++)
		n += c->hwcaps[i] == NULL ? 0 : strlen(c->hwcaps[i]);
	return n < 1 << 20;
}

/* The strings of an old cache may look like a new one behind it; then what comes back is another thing. */
static void write_and_read(const struct lw_ldcache *c, bool big, struct lw_arena *a) {
	struct lw_error err = {0};
	struct lw_ldcache again;
	struct lw_span s;
	if (!lw_ldcache_encode(c, c->is_new ? LW_LDCACHE_NEW : LW_LDCACHE_OLD, big, a, &s, &err))
		abort();
	const bool ok = lw_ldcache_parse(s, big, a, &again, &err);
	if (!c->is_new && (!ok || again.is_new))
		return;
	if (!ok || !same(c, &again))
		abort();
}

static void read_in(struct lw_span file, bool big) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_ldcache c;
	bool ok = lw_ldcache_parse(file, big, &a, &c, &err);
	if (ok != (err.code == LW_E_OK) || err.code == LW_E_INTERNAL)
		abort();
	/* An empty cache has no byte behind its header, and that is refused. */
	if (ok && is_small(&c) && c.n_entries != 0)
		write_and_read(&c, big, &a);
	for (uint32_t i = 1; ok && i < c.n_entries && i < 100; i++) {
		const char *x = c.entries[i - 1].key, *y = c.entries[i].key;
		if (x != NULL && y != NULL &&
		    (lw_ldcache_compare(x, x) != 0 ||
		     (lw_ldcache_compare(x, y) == 0) != (lw_ldcache_compare(y, x) == 0)))
			abort();
	}
	lw_arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	read_in((struct lw_span){data, size}, false);
	read_in((struct lw_span){data, size}, true);
	return 0;
}
