/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

#if defined(__SANITIZE_ADDRESS__)
#define POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISON 1
#endif
#endif
#ifdef POISON
#include <sanitizer/asan_interface.h>
#define HIDE(p, n) ASAN_POISON_MEMORY_REGION(p, n)
#define SHOW(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
#else
#define HIDE(p, n) ((void)(p), (void)(n))
#define SHOW(p, n) ((void)(p), (void)(n))
#endif

#define ALIGN ((size_t)16)
#define FIRST_BLOCK ((size_t)16 << 10)
#define LARGEST_STEP ((size_t)1 << 20)

struct lw_arena_block {
	struct lw_arena_block *before;
	size_t size, used;
	_Alignas(16) unsigned char bytes[];
};

static bool add_block(struct lw_arena *a, size_t need, struct lw_error *err) {
	size_t size = a->last == NULL ? FIRST_BLOCK : a->last->size * 2;
	if (size > LARGEST_STEP)
		size = LARGEST_STEP;
	if (size < need)
		size = need;
	if (size > LW_ARENA_MOST - a->total)
		return lw_fail(err, LW_E_NOMEM, "more than %zu MiB of memory would be needed", LW_ARENA_MOST >> 20);
	struct lw_arena_block *b = malloc(sizeof *b + size);
	if (b == NULL)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	a->total += size;
	b->before = a->last;
	b->size = size;
	b->used = 0;
	HIDE(b->bytes, size);
	a->last = b;
	return true;
}

static void drop_block(struct lw_arena *a) {
	struct lw_arena_block *b = a->last;
	a->last = b->before;
	a->total -= b->size;
	SHOW(b->bytes, b->size);
	free(b);
}

void lw_arena_free(struct lw_arena *a) {
	while (a->last != NULL)
		drop_block(a);
}

void lw_arena_reset(struct lw_arena *a) {
	struct lw_arena_block *kept = a->last;
	if (kept == NULL)
		return;
	a->last = kept->before;
	a->total -= kept->size;
	lw_arena_free(a);
	HIDE(kept->bytes, kept->size);
	kept->before = NULL;
	kept->used = 0;
	a->last = kept;
	a->total = kept->size;
}

struct lw_arena_mark lw_arena_mark(const struct lw_arena *a) {
	return (struct lw_arena_mark){a->last, a->last == NULL ? 0 : a->last->used};
}

void lw_arena_rewind(struct lw_arena *a, struct lw_arena_mark mark) {
	while (a->last != mark.last)
		drop_block(a);
	if (a->last == NULL)
		return;
	HIDE(a->last->bytes + mark.used, a->last->size - mark.used);
	a->last->used = mark.used;
}

void *lw_alloc_raw(struct lw_arena *a, size_t n, size_t size, struct lw_error *err) {
	if (size != 0 && n > (SIZE_MAX / 2 - ALIGN) / size) {
		lw_fail(err, LW_E_NOMEM, "out of memory: %zu things of %zu bytes were asked for", n, size);
		return NULL;
	}
	size_t want = (n * size + ALIGN - 1) & ~(ALIGN - 1);
	if (want == 0)
		want = ALIGN;
	if ((a->last == NULL || a->last->size - a->last->used < want) && !add_block(a, want, err))
		return NULL;
	unsigned char *p = a->last->bytes + a->last->used;
	a->last->used += want;
	SHOW(p, n * size);
	return p;
}

void *lw_alloc(struct lw_arena *a, size_t n, size_t size, struct lw_error *err) {
	void *p = lw_alloc_raw(a, n, size, err);
	if (p != NULL)
		memset(p, 0, n * size);
	return p;
}

char *lw_strndup(struct lw_arena *a, const char *text, size_t n, struct lw_error *err) {
	char *p = lw_alloc_raw(a, n + 1, 1, err);
	if (p == NULL)
		return NULL;
	memcpy(p, text, n);
	p[n] = '\0';
	return p;
}

char *lw_strdup(struct lw_arena *a, const char *text, struct lw_error *err) {
	return lw_strndup(a, text, strlen(text), err);
}

char *lw_strcat2(struct lw_arena *a, const char *x, const char *y, struct lw_error *err) {
	size_t nx = strlen(x), ny = strlen(y);
	char *p = lw_alloc(a, nx + ny + 1, 1, err);
	if (p == NULL)
		return NULL;
	memcpy(p, x, nx);
	memcpy(p + nx, y, ny);
	return p;
}

char *lw_vsprintf(struct lw_arena *a, struct lw_error *err, const char *fmt, va_list ap) {
	va_list again;
	va_copy(again, ap);
	const int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	char *p = NULL;
	if (n < 0)
		lw_fail(err, LW_E_LIMIT, "a text is too long to be put together");
	else if ((p = lw_alloc(a, (size_t)n + 1, 1, err)) != NULL)
		vsnprintf(p, (size_t)n + 1, fmt, ap);
	return p;
}

char *lw_sprintf(struct lw_arena *a, struct lw_error *err, const char *fmt, ...) {
	va_list ap;
	va_start(ap, fmt);
	char *p = lw_vsprintf(a, err, fmt, ap);
	va_end(ap);
	return p;
}
