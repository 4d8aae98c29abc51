/* SPDX-License-Identifier: Apache-2.0 */
/* .dynstr: each text once, and one that another ends with shares its bytes (gABI chapter 4, "String Table"). */
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "fuse/tables_own.h"

static uint64_t tail_of(const char *text, uint32_t len) {
	uint64_t tail = 0;
	for (uint32_t i = 0; i < 8; i++)
		tail = tail << 8 | (i < len ? (uint8_t)text[len - 1 - i] : 0u);
	return tail;
}

bool lw_fuse_string_add(struct lw_fuse_making *m, const char *text, struct lw_error *err) {
	struct lw_fuse_tables *t = m->t;
	const size_t len = strlen(text);
	if (len == 0 || lw_map_get(&t->strings, text, len) != NULL)
		return true;
	if (len >= UINT32_MAX)
		return lw_fail(err, LW_E_LIMIT, "a name of %zu bytes is more than a string table can hold", len);
	struct lw_fuse_string *s = lw_alloc(t->a, 1, sizeof *s, err),
			      **slot = s == NULL ? NULL : lw_vec_add(t->a, &m->strings, err);
	if (slot == NULL)
		return false;
	*s = (struct lw_fuse_string){.text = text, .len = (uint32_t)len, .tail = tail_of(text, (uint32_t)len)};
	*slot = s;
	return lw_map_put(&t->strings, t->a, text, len, s, err);
}

/* By the bytes from the last to the first, so that what a text ends with stands right before it. */
static int by_end(const void *x, const void *y) {
	const struct lw_fuse_string *a = *(struct lw_fuse_string *const *)x, *b = *(struct lw_fuse_string *const *)y;
	if (a->tail != b->tail)
		return a->tail < b->tail ? -1 : 1;
	const uint32_t least = a->len < b->len ? a->len : b->len;
	for (uint32_t i = 8; i < least; i++) {
		const uint8_t p = (uint8_t)a->text[a->len - 1 - i], q = (uint8_t)b->text[b->len - 1 - i];
		if (p != q)
			return p < q ? -1 : 1;
	}
	return (a->len > b->len) - (a->len < b->len);
}

static bool ends_with(const struct lw_fuse_string *s, const struct lw_fuse_string *end) {
	return s->len > end->len && memcmp(s->text + (s->len - end->len), end->text, end->len) == 0;
}

/* If any text ends with this one, then the next in that order does. */
static bool find_hosts(struct lw_fuse_making *m, struct lw_error *err) {
	const uint32_t n = m->strings.n;
	struct lw_fuse_string **sorted = lw_alloc_raw(m->t->a, n, sizeof(struct lw_fuse_string *), err);
	if (sorted == NULL)
		return false;
	if (n != 0) {
		memcpy(sorted, m->strings.at, n * sizeof(struct lw_fuse_string *));
		qsort(sorted, n, sizeof(struct lw_fuse_string *), by_end);
	}
	for (uint32_t i = n; i-- > 1;)
		if (ends_with(sorted[i], sorted[i - 1]))
			sorted[i - 1]->host = sorted[i]->host != NULL ? sorted[i]->host : sorted[i];
	return true;
}

bool lw_fuse_strings_write(struct lw_fuse_making *m, struct lw_error *err) {
	uint64_t size = 1;
	LW_TRY(find_hosts(m, err));
	for (uint32_t i = 0; i < m->strings.n; i++) {
		struct lw_fuse_string *s = m->strings.at[i];
		if (s->host != NULL)
			continue;
		if (size + s->len + 1 > UINT32_MAX)
			return lw_fail(err, LW_E_LIMIT, "its dynamic symbols' names would take more than 4 GiB");
		s->off = (uint32_t)size;
		size += (uint64_t)s->len + 1;
	}
	uint8_t *bytes = lw_fuse_table_room(m, size, &m->t->dynstr, err);
	for (uint32_t i = 0; bytes != NULL && i < m->strings.n; i++) {
		struct lw_fuse_string *s = m->strings.at[i];
		if (s->host != NULL)
			s->off = s->host->off + (s->host->len - s->len);
		else
			memcpy(bytes + s->off, s->text, s->len);
	}
	return bytes != NULL;
}

uint32_t lw_fuse_string_at(const struct lw_fuse_tables *t, const char *text) {
	return (uint32_t)lw_fuse_tables_text(t, text);
}
