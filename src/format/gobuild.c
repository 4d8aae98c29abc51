/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Go's linker tells of a build (Go src/debug/buildinfo/buildinfo.go): at a multiple of 16 in writable data the
 * magic, the size of a pointer, flags; since Go 1.18 (flag 2) two strings from byte 32 on, each with its length as a
 * varint: the version, and lines of tab-separated words between two marks of 16 bytes.
 */
#include <string.h>

#include "base/fail.h"
#include "format/elf_space.h"

#define MAGIC "\xff Go buildinf:"
#define INLINE 2u
#define HEADER 32u
#define LONGEST_VERSION 256u
#define LONGEST_TEXT ((uint64_t)4 << 20)

static bool string_at(struct lw_span s, uint64_t *at, uint64_t longest, struct lw_span *out) {
	uint64_t n;
	if (!lw_span_uleb(s, at, &n) || n > longest || !lw_span_cut(s, *at, n, out))
		return false;
	*at += n;
	return true;
}

/* The value of one setting, from its "build\tNAME=" to the end of its line; NULL: it is not there. */
static bool setting(struct lw_arena *a, struct lw_span text, const char *name, const char **out, struct lw_error *err) {
	uint64_t at, end;
	if (!lw_span_find(text, 0, name, strlen(name), &at))
		return true;
	at += strlen(name);
	if (!lw_span_find(text, at, "\n", 1, &end))
		end = text.len;
	struct lw_span value;
	if (!lw_span_cut(text, at, end - at, &value))
		return true;
	*out = lw_strndup(a, (const char *)value.ptr, (size_t)value.len, err);
	return *out != NULL;
}

static bool read_at(struct lw_arena *a, struct lw_span s, uint64_t magic, struct lw_go *out, struct lw_error *err) {
	bool ok = true;
	uint64_t at = magic + HEADER;
	struct lw_span version, text;
	const uint64_t flags = lw_span_uint(s, magic + 15, 1, false, &ok);
	if (ok && (flags & INLINE) == 0) {
		out->version = "";
		return true;
	}
	if (!ok || !string_at(s, &at, LONGEST_VERSION, &version))
		return true;
	out->version = lw_strndup(a, (const char *)version.ptr, (size_t)version.len, err);
	if (out->version == NULL || !string_at(s, &at, LONGEST_TEXT, &text))
		return out->version != NULL;
	return setting(a, text, "build\tCGO_ENABLED=", &out->cgo, err) &&
		setting(a, text, "build\t-tags=", &out->tags, err);
}

bool lw_elf_read_go(const struct lw_elf_space *sp, struct lw_arena *a, struct lw_go *out, struct lw_error *err) {
	for (uint32_t i = 0; i < sp->parts.n && out->version == NULL; i++) {
		const struct lw_elf_part *p = &sp->parts.at[i];
		uint64_t at;
		for (uint64_t from = 0; out->version == NULL; from = at + 1) {
			if (p->code || !lw_span_find(p->bytes, from, MAGIC, sizeof MAGIC - 1, &at))
				break;
			if ((p->addr + at) % 16 == 0)
				LW_TRY(read_at(a, p->bytes, at, out, err));
		}
	}
	return true;
}
