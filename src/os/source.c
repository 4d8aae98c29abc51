/* SPDX-License-Identifier: Apache-2.0 */
#include "os/source.h"

#include <string.h>

#include "base/fail.h"
#include "os/errno_names.h"

static int64_t read_memory(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, int *sys) {
	*sys = 0;
	if (off >= src->span.len)
		return 0;
	if (n > src->span.len - off)
		n = src->span.len - off;
	memcpy(buf, src->span.ptr + off, (size_t)n);
	return (int64_t)n;
}

static void close_nothing(struct lw_source *src) {
	(void)src;
}

void lw_source_of_memory(struct lw_source *src, struct lw_span span) {
	static const struct lw_source_ops ops = {.read = read_memory, .close = close_nothing};
	*src = (struct lw_source){.ops = &ops, .size = span.len, .fd = -1, .span = span};
}

bool lw_source_read(const struct lw_source *src, uint64_t off, void *buf, uint64_t n, uint64_t *got,
		    struct lw_error *err) {
	if (n != 0 && lw_range_fits(off, n, src->first.len)) {
		memcpy(buf, src->first.ptr + off, (size_t)n);
		*got = n;
		return true;
	}
	int sys;
	int64_t r = src->ops->read(src, off, buf, n, &sys);
	struct lw_errno_buf words;
	if (r < 0 && src->ops->why != NULL)
		return src->ops->why(src, err);
	if (r < 0)
		return lw_fail_at(err, LW_E_IO, off, "cannot be read: %s", lw_errno_words(sys, &words));
	*got = (uint64_t)r;
	return true;
}

bool lw_source_lends(const struct lw_source *src, uint64_t off, uint64_t len, struct lw_span *out) {
	return src->ops->lend != NULL && src->ops->lend(src, off, len, out);
}

bool lw_source_view(const struct lw_source *src, uint64_t off, uint64_t len, struct lw_arena *a, struct lw_span *out,
		    struct lw_error *err) {
	if (!lw_range_fits(off, len, src->size))
		return lw_fail_at(err, LW_E_TRUNCATED, off,
				  "%llu bytes are meant to lie here, but the file has only %llu",
				  (unsigned long long)len, (unsigned long long)src->size);
	if (lw_source_lends(src, off, len, out))
		return true;
	uint8_t *p = lw_alloc_raw(a, (size_t)len, 1, err);
	if (p == NULL)
		return false;
	uint64_t got = 0;
	LW_TRY(lw_source_read(src, off, p, len, &got, err));
	if (got != len)
		return lw_fail_at(err, LW_E_TRUNCATED, off + got, "the file was cut short while it was read");
	*out = (struct lw_span){p, len};
	return true;
}

void lw_source_close(struct lw_source *src) {
	src->ops->close(src);
}
