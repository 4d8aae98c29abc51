/* SPDX-License-Identifier: Apache-2.0 */
/* The SHA-256 of a file's bytes (FIPS 180-4), read in parts. */
#include <sha2.h>
#include <string.h>

#include "base/fail.h"
#include "os/errno_names.h"
#include "session/session.h"

#define PART ((size_t)64 << 10)

static bool sum(const struct lw_source *src, uint8_t *part, uint8_t out[LW_SHA256], struct lw_error *err) {
	SHA2_CTX sha;
	SHA256Init(&sha);
	for (uint64_t at = 0, got = 0; at < src->size; at += got) {
		LW_TRY(lw_source_read(src, at, part, PART, &got, err));
		if (got == 0)
			return lw_fail(err, LW_E_TRUNCATED, "was cut short while it was read");
		SHA256Update(&sha, part, (size_t)got);
	}
	SHA256Final(out, &sha);
	return true;
}

bool lw_session_sha256(struct lw_session *s, const struct lw_file *file, uint8_t out[LW_SHA256], struct lw_error *err) {
	struct lw_stat st;
	struct lw_source src;
	struct lw_errno_buf words;
	uint8_t *part = lw_session_scratch(s, PART, err);
	if (part == NULL)
		return false;
	const int sys = s->fs->ops->open(s->fs, file->path, &src, &st);
	if (sys != 0 || st.kind != LW_KIND_FILE)
		return lw_fail(err, LW_E_IO, "cannot be opened any more: %s", lw_errno_words(sys, &words));
	const bool ok = sum(&src, part, out, err);
	lw_source_close(&src);
	return ok;
}
