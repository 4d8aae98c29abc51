/* SPDX-License-Identifier: Apache-2.0 */
#include "os/digest.h"

#include <errno.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"

#define PIECE 65536

static const struct {
	const char *name;
	uint32_t size;
} kinds[] = {
	[LW_DIGEST_SHA256] = {"sha256", SHA256_DIGEST_LENGTH},
	[LW_DIGEST_SHA384] = {"sha384", SHA384_DIGEST_LENGTH},
	[LW_DIGEST_SHA512] = {"sha512", SHA512_DIGEST_LENGTH},
};

struct hash {
	enum lw_digest_kind kind;
	union {
		SHA256_CTX sha256;
		SHA512_CTX sha512; /* of SHA-384, too */
	} state;
};

/* These functions of OpenSSL cannot fail. */
static void begin(struct hash *h) {
	if (h->kind == LW_DIGEST_SHA256)
		(void)SHA256_Init(&h->state.sha256);
	else
		(void)(h->kind == LW_DIGEST_SHA384 ? SHA384_Init : SHA512_Init)(&h->state.sha512);
}

static void add(struct hash *h, const uint8_t *p, uint64_t n) {
	if (h->kind == LW_DIGEST_SHA256)
		(void)SHA256_Update(&h->state.sha256, p, (size_t)n);
	else
		(void)SHA512_Update(&h->state.sha512, p, (size_t)n);
}

static void end(struct hash *h, uint8_t *out) {
	if (h->kind == LW_DIGEST_SHA256)
		(void)SHA256_Final(out, &h->state.sha256);
	else
		(void)SHA512_Final(out, &h->state.sha512);
}

enum lw_digest_kind lw_digest_kind_of(const char *name) {
	for (unsigned i = 0; i < LW_DIGEST_UNKNOWN; i++)
		if (name != NULL && strcmp(name, kinds[i].name) == 0)
			return (enum lw_digest_kind)i;
	return LW_DIGEST_UNKNOWN;
}

uint32_t lw_digest_size(enum lw_digest_kind kind) {
	return kind == LW_DIGEST_UNKNOWN ? 0 : kinds[kind].size;
}

static bool digest(const struct lw_source *src, enum lw_digest_kind kind, uint8_t *out, uint8_t *piece,
		   struct lw_error *err) {
	struct hash h = {.kind = kind};
	begin(&h);
	for (uint64_t off = 0, got; off < src->size; off += got) {
		LW_TRY(lw_source_read(src, off, piece, PIECE, &got, err));
		if (got == 0)
			return lw_fail_at(err, LW_E_TRUNCATED, off, "the file ends before its size");
		add(&h, piece, got);
	}
	end(&h, out);
	return true;
}

bool lw_digest_source(const struct lw_source *src, enum lw_digest_kind kind, uint8_t out[LW_DIGEST_LONGEST],
		      struct lw_error *err) {
	if (kind == LW_DIGEST_UNKNOWN)
		return lw_fail(err, LW_E_UNSUPPORTED, "a checksum of a kind that is not known was asked for");
	uint8_t *piece = malloc(PIECE);
	const bool ok = piece == NULL ? lw_fail(err, LW_E_NOMEM, "out of memory") : digest(src, kind, out, piece, err);
	free(piece);
	return ok;
}

bool lw_digest_file(const struct lw_fs *fs, const char *path, enum lw_digest_kind kind, uint8_t out[LW_DIGEST_LONGEST],
		    struct lw_error *err) {
	struct lw_source src;
	struct lw_stat st;
	if (kind == LW_DIGEST_UNKNOWN)
		return lw_fail(err, LW_E_UNSUPPORTED, "a checksum of a kind that is not known was asked for");
	const int sys = fs->ops->open(fs, path, &src, &st);
	if (sys == ENOMEM)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	if (sys != 0 || st.kind != LW_KIND_FILE)
		return lw_fail(err, LW_E_NOT_FOUND, "%s cannot be opened", path);
	const bool ok = lw_digest_source(&src, kind, out, err);
	lw_source_close(&src);
	if (!ok)
		lw_error_subject(err, path);
	return ok;
}

char *lw_digest_base64(struct lw_arena *a, const uint8_t *bytes, uint32_t n, struct lw_error *err) {
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	char *out = lw_alloc(a, n / 3 * 4 + 5, 1, err);
	size_t k = 0;
	for (uint32_t i = 0; out != NULL && i < n; i += 3) {
		const uint32_t left = n - i,
			       word = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
			(left > 2 ? bytes[i + 2] : 0);
		for (uint32_t j = 0; j < (left > 2 ? 4 : left + 1); j++)
			out[k++] = letters[word >> (18 - 6 * j) & 63];
	}
	return out;
}
