/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4) of a file, block by block. */
#include <sys/types.h>

#include <sha2.h>

#include "base/fail.h"
#include "base/hex.h"
#include "lock/lock.h"

#define BLOCK ((uint64_t)64 << 10)

static bool hash(const struct lw_source *src, SHA2_CTX *sha, uint8_t *block, uint64_t *size, struct lw_error *err) {
	uint64_t got = BLOCK;
	for (*size = 0; got == BLOCK; *size += got) {
		LW_TRY(lw_source_read(src, *size, block, BLOCK, &got, err));
		SHA256Update(sha, block, (size_t)got);
	}
	return true;
}

bool lw_sha256_file(struct lw_session *s, const char *path, struct lw_arena *a, const char **out, uint64_t *size,
		    struct lw_error *err) {
	struct lw_source src;
	struct lw_stat st = {0};
	struct lw_error bad = {0};
	SHA2_CTX sha;
	uint8_t digest[SHA256_DIGEST_LENGTH];
	*out = NULL;
	*size = 0;
	if (s->fs->ops->open(s->fs, path, &src, &st) != 0 || st.kind != LW_KIND_FILE)
		return true;
	const struct lw_arena_mark mark = lw_arena_mark(a);
	uint8_t *block = lw_alloc_raw(a, BLOCK, 1, err);
	SHA256Init(&sha);
	const bool ok = block != NULL && hash(&src, &sha, block, size, &bad);
	lw_source_close(&src);
	lw_arena_rewind(a, mark);
	if (block == NULL || bad.code == LW_E_NOMEM)
		return block == NULL ? false : lw_fail(err, LW_E_NOMEM, "out of memory");
	if (!ok)
		return true;
	SHA256Final(digest, &sha);
	*out = lw_hex(a, digest, sizeof digest, err);
	return *out != NULL;
}
