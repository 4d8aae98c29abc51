/* SPDX-License-Identifier: Apache-2.0 */
#include "process/maps.h"

#include <string.h>

#include "base/fail.h"

#define MOST_MAPPINGS 2000000u
#define GONE " (deleted)"

struct cursor {
	const char *at, *end;
	bool ok;
};

static int digit(char c) {
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A number of at least one and at most 16 (hexadecimal) or 20 digits, with the character behind it. */
static uint64_t number(struct cursor *c, unsigned base, char behind) {
	uint64_t v = 0;
	unsigned n = 0;
	for (; c->at < c->end; c->at++, n++) {
		const int d = digit(*c->at);
		if (d < 0 || (unsigned)d >= base)
			break;
		if (v > (UINT64_MAX - (unsigned)d) / base)
			c->ok = false;
		v = v * base + (unsigned)d;
	}
	c->ok = c->ok && n != 0 && c->at < c->end && *c->at == behind;
	c->at += c->ok;
	return v;
}

static bool flag(struct cursor *c, char yes) {
	const char got = c->at < c->end ? *c->at : '\0';
	c->ok = c->ok && (got == yes || got == '-');
	c->at += c->ok;
	return got == yes;
}

/* Linux's own packing of a device number into what stat(2) gives (include/linux/kdev_t.h; gnu_dev_makedev). */
static uint64_t device(uint64_t major, uint64_t minor) {
	return (major & 0xfff) << 8 | (major & ~UINT64_C(0xfff)) << 32 | (minor & 0xff) |
		(minor & ~UINT64_C(0xff)) << 12;
}

/* The kernel escapes nothing but the newline. */
static const char *unescape(struct lw_arena *a, const char *at, size_t n, struct lw_error *err) {
	char *out = lw_strndup(a, at, n, err), *to = out;
	for (size_t i = 0; out != NULL && i < n;) {
		const bool is_newline = n - i >= 4 && memcmp(at + i, "\\012", 4) == 0;
		*to++ = is_newline ? '\n' : at[i];
		i += is_newline ? 4 : 1;
	}
	if (out != NULL)
		*to = '\0';
	return out;
}

static bool name(struct cursor *c, struct lw_mapping *m, struct lw_arena *a, struct lw_error *err) {
	while (c->at < c->end && *c->at == ' ')
		c->at++;
	size_t n = (size_t)(c->end - c->at);
	m->gone = n > sizeof GONE - 1 && c->at[0] == '/' &&
		memcmp(c->end - (sizeof GONE - 1), GONE, sizeof GONE - 1) == 0;
	n -= m->gone ? sizeof GONE - 1 : 0;
	m->path = n == 0 ? "" : unescape(a, c->at, n, err);
	return m->path != NULL;
}

/* "7f5c8a000000-7f5c8a021000 r-xp 00002000 fe:00 248056    /usr/bin/sleep" */
static bool line(struct cursor *c, struct lw_mapping *m) {
	m->start = number(c, 16, '-');
	m->end = number(c, 16, ' ');
	m->read = flag(c, 'r');
	m->write = flag(c, 'w');
	m->exec = flag(c, 'x');
	c->ok = c->ok && c->end - c->at >= 2 && (c->at[0] == 'p' || c->at[0] == 's') && c->at[1] == ' ';
	c->at += c->ok ? 2 : 0;
	m->off = number(c, 16, ' ');
	const uint64_t major = number(c, 16, ':'), minor = number(c, 16, ' ');
	m->dev = device(major, minor);
	c->ok = c->ok && major <= UINT32_MAX && minor <= UINT32_MAX;
	m->ino = number(c, 10, ' ');
	return c->ok && m->start < m->end;
}

bool lw_maps_parse(struct lw_span text, struct lw_arena *a, struct lw_mappings *out, struct lw_error *err) {
	const char *at = (const char *)text.ptr, *const end = at + text.len;
	*out = (struct lw_mappings){0};
	while (at < end) {
		const char *eol = memchr(at, '\n', (size_t)(end - at));
		struct cursor c = {at, eol == NULL ? end : eol, true};
		struct lw_mapping *m = out->n >= MOST_MAPPINGS ? NULL : lw_vec_add(a, out, err);
		if (m == NULL)
			return lw_fail(err, LW_E_LIMIT, "more than %u parts of memory are mapped", MOST_MAPPINGS);
		if (!line(&c, m))
			return lw_fail_at(err, LW_E_MALFORMED, (uint64_t)(at - (const char *)text.ptr),
					  "a line of the memory map is not as proc(5) has it");
		LW_TRY(name(&c, m, a, err));
		at = c.end == end ? end : c.end + 1;
	}
	return true;
}

/* The kernel writes them in the order of their addresses. */
const struct lw_mapping *lw_maps_find(const struct lw_mappings *m, uint64_t addr) {
	uint32_t low = 0, high = m->n;
	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if (m->at[mid].end <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low < m->n && m->at[low].start <= addr ? &m->at[low] : NULL;
}
