/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "archive/tar.h"
#include "base/fail.h"

/* Offsets and sizes (POSIX.1-2017, pax, ustar interchange format). */
enum { NAME = 0, MODE = 100, SIZE = 124, SUM = 148, TYPE = 156, TARGET = 157, MAGIC = 257, PREFIX = 345 };

static struct lw_span field(struct lw_span block, uint64_t off, uint64_t n) {
	struct lw_span s;
	return lw_span_cut(block, off, n, &s) ? s : (struct lw_span){0};
}

static bool octal(struct lw_span s, uint64_t *out) {
	uint64_t i = 0, v = 0;
	while (i < s.len && s.ptr[i] == ' ')
		i++;
	for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '7'; i++) {
		if (v >> 61 != 0)
			return false;
		v = v << 3 | (uint64_t)(s.ptr[i] - '0');
	}
	*out = v;
	return i == s.len || s.ptr[i] == ' ' || s.ptr[i] == '\0';
}

bool lw_tar_number(struct lw_span s, uint64_t *out) {
	if (s.len == 0 || (s.ptr[0] & 0x80) == 0)
		return octal(s, out);
	uint64_t v = s.ptr[0] & 0x7f; /* 0xff: below zero */
	for (uint64_t i = 1; i < s.len; i++) {
		if (v >> 55 != 0)
			return false;
		v = v << 8 | s.ptr[i];
	}
	*out = v;
	return true;
}

/* Of bytes, or, as some old programs have it, of signed ones. */
static bool sum_agrees(struct lw_span block) {
	uint64_t want;
	int64_t plain = 0, with_sign = 0;
	if (!octal(field(block, SUM, 8), &want))
		return false;
	for (uint64_t i = 0; i < LW_TAR_BLOCK; i++) {
		const uint8_t b = i >= SUM && i < SUM + 8 ? ' ' : block.ptr[i];
		plain += b;
		with_sign += (int8_t)b;
	}
	return (int64_t)want == plain || (int64_t)want == with_sign;
}

static bool is_empty(struct lw_span block) {
	for (uint64_t i = 0; i < LW_TAR_BLOCK; i++)
		if (block.ptr[i] != 0)
			return false;
	return true;
}

bool lw_tar_tell(struct lw_span first) {
	return first.len >= LW_TAR_BLOCK && !is_empty(first) && sum_agrees(first);
}

static size_t put(char *to, struct lw_span s) {
	size_t n = 0;
	while (n < s.len && s.ptr[n] != '\0')
		n++;
	memcpy(to, s.ptr, n);
	to[n] = '\0';
	return n;
}

/* GNU's own format has other things where ustar has the first part of a path. */
static void put_name(struct lw_span block, struct lw_tar_header *out) {
	size_t n = 0;
	if (memcmp(block.ptr + MAGIC, "ustar\0", 6) == 0)
		n = put(out->name, field(block, PREFIX, 155));
	if (n != 0)
		out->name[n++] = '/';
	put(out->name + n, field(block, NAME, 100));
}

bool lw_tar_header(struct lw_span block, uint64_t off, struct lw_tar_header *out, bool *empty, struct lw_error *err) {
	uint64_t mode;
	*empty = is_empty(block);
	if (*empty)
		return true;
	if (!sum_agrees(block))
		return lw_fail_at(err, LW_E_MALFORMED, off, "a header of the tar is damaged: its checksum differs");
	if (!lw_tar_number(field(block, MODE, 8), &mode))
		mode = 0644;
	if (!lw_tar_number(field(block, SIZE, 12), &out->size) || out->size > INT64_MAX / 2)
		return lw_fail_at(err, LW_E_MALFORMED, off, "a header of the tar is damaged: it tells no size");
	out->mode = (uint32_t)mode & 07777;
	out->type = (char)block.ptr[TYPE];
	put_name(block, out);
	put(out->target, field(block, TARGET, 100));
	return true;
}
