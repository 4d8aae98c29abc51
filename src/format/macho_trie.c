/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trie of exported symbols (mach-o/loader.h, "export_off"; dyld mach_o/ExportsTrie.cpp). Each node has what it
 * exports and edges with a piece of a name and the offset of the next node. Nodes of a sound trie share no bytes: when
 * more were read than it has, there is a cycle or something worse.
 */
#include "format/macho_reader.h"

#include <string.h>

#include "base/fail.h"
#include "names/macho_numbers.h"

#define LONGEST_NAME ((uint64_t)1 << 20)
#define DEEPEST ((uint32_t)1 << 16)

/* A node whose edges are followed one after the other. */
struct level {
	uint64_t at;     /* of the next edge */
	uint64_t n_name; /* of the name that leads here */
	unsigned n_edges;
};

struct trie {
	struct lw_macho_symbols *s;
	struct lw_span bytes;
	uint64_t off; /* in the file */
	uint64_t n_read;
	LW_VEC(struct level) levels;
	char *name; /* that leads to the node; no NUL */
	uint64_t n_name, most_name;
};

static bool bad(const struct trie *t, uint64_t at, struct lw_error *err) {
	return lw_fail_at(err, LW_E_MALFORMED, t->off + at,
			  "a node of the trie of exported symbols does not end in it");
}

static bool uleb(const struct trie *t, uint64_t *at, uint64_t *out, struct lw_error *err) {
	const uint64_t from = *at;
	return lw_span_uleb(t->bytes, at, out) || bad(t, from, err);
}

static bool text(const struct trie *t, uint64_t *at, const char **out, uint64_t *n, struct lw_error *err) {
	*n = 0;
	*out = lw_span_cstr(t->bytes, *at);
	if (*out == NULL)
		return bad(t, *at, err);
	*n = strlen(*out);
	*at += *n + 1;
	return true;
}

/* The target of a re-export; without a name it has the same one. */
static bool read_reexport(struct trie *t, uint64_t at, struct lw_macho_symbol *out, struct lw_error *err) {
	uint64_t ordinal, n;
	const char *name;
	LW_TRY(uleb(t, &at, &ordinal, err) && text(t, &at, &name, &n, err));
	if (ordinal > INT32_MAX)
		return bad(t, at, err);
	out->reexport = true;
	out->ordinal = (int32_t)ordinal;
	out->other_name = out->name;
	if (n == 0)
		return true;
	t->s->n_name_bytes += n;
	out->other_name = lw_strndup(t->s->r->a, name, (size_t)n, err);
	return out->other_name != NULL;
}

static bool take_export(struct trie *t, uint64_t at, struct lw_error *err) {
	struct lw_macho_symbol *out;
	uint64_t flags;
	LW_TRY(uleb(t, &at, &flags, err));
	LW_TRY(lw_macho_add_symbol(t->s, t->name, t->n_name, t->off + at, &out, err));
	out->weak = (flags & EXPORT_WEAK_DEFINITION) != 0;
	return (flags & EXPORT_REEXPORT) != 0 ? read_reexport(t, at, out, err) : uleb(t, &at, &out->value, err);
}

static bool count(struct trie *t, uint64_t at, uint64_t n, struct lw_error *err) {
	t->n_read += n;
	return t->n_read <= t->bytes.len ||
		lw_fail_at(err, LW_E_MALFORMED, t->off + at, "nodes of the trie of exported symbols lie in each other");
}

/* What the node exports, and its edges as a new level. */
static bool enter(struct trie *t, uint64_t node, struct lw_error *err) {
	uint64_t at = node, size;
	bool ok = true;
	LW_TRY(uleb(t, &at, &size, err));
	if (size != 0)
		LW_TRY(take_export(t, at, err));
	if (!lw_range_fits(at, size, t->bytes.len))
		return bad(t, node, err);
	at += size;
	const uint64_t n_edges = lw_span_uint(t->bytes, at, 1, false, &ok);
	LW_TRY(ok || bad(t, node, err));
	LW_TRY(count(t, node, at + 1 - node, err));
	if (t->levels.n == DEEPEST)
		return lw_fail_at(err, LW_E_LIMIT, t->off + node,
				  "the trie of exported symbols is deeper than %lu nodes", (unsigned long)DEEPEST);
	struct level *l = lw_vec_add(t->s->scratch, &t->levels, err);
	if (l == NULL)
		return false;
	*l = (struct level){at + 1, t->n_name, (unsigned)n_edges};
	return true;
}

static bool add_name(struct trie *t, uint64_t at, const char *piece, uint64_t n, struct lw_error *err) {
	if (n > t->most_name - t->n_name)
		return lw_fail_at(err, LW_E_LIMIT, t->off + at,
				  "the name of an exported symbol is longer than %llu bytes",
				  (unsigned long long)t->most_name);
	memcpy(t->name + t->n_name, piece, (size_t)n);
	t->n_name += n;
	return true;
}

/* Follows the next edge of the deepest level, or goes back up. */
static bool follow(struct trie *t, struct lw_error *err) {
	struct level *l = &t->levels.at[t->levels.n - 1];
	uint64_t at = l->at, node, n;
	const char *piece;
	t->n_name = l->n_name;
	if (l->n_edges == 0) {
		t->levels.n--;
		return true;
	}
	LW_TRY(text(t, &at, &piece, &n, err) && uleb(t, &at, &node, err));
	LW_TRY(count(t, l->at, at - l->at, err) && add_name(t, l->at, piece, n, err));
	l->at = at;
	l->n_edges--;
	return enter(t, node, err);
}

bool lw_macho_read_trie(struct lw_macho_symbols *s, struct lw_error *err) {
	struct trie t = {.s = s, .off = s->r->macho->exports.off};
	LW_TRY(lw_macho_view(s, "the trie of exported symbols", s->r->macho->exports, &t.bytes, err));
	t.most_name = t.bytes.len < LONGEST_NAME ? t.bytes.len : LONGEST_NAME;
	t.name = lw_alloc_raw(s->scratch, (size_t)t.most_name, 1, err);
	LW_TRY(t.name != NULL && enter(&t, 0, err));
	while (t.levels.n != 0)
		LW_TRY(follow(&t, err));
	return true;
}
