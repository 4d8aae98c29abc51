/* SPDX-License-Identifier: Apache-2.0 */
/* Checksums of files, taken in pieces of 64 KiB. */
#ifndef LW_OS_DIGEST_H
#define LW_OS_DIGEST_H

#include "os/fs.h"

#define LW_DIGEST_LONGEST 64

enum lw_digest_kind { LW_DIGEST_SHA256, LW_DIGEST_SHA384, LW_DIGEST_SHA512, LW_DIGEST_UNKNOWN };

/* "sha256", "sha384", "sha512". */
enum lw_digest_kind lw_digest_kind_of(const char *name);
uint32_t lw_digest_size(enum lw_digest_kind kind);

/* Errors: IO (with the path as subject), NOMEM; NOT_FOUND where no regular file can be opened. */
bool lw_digest_file(const struct lw_fs *fs, const char *path, enum lw_digest_kind kind, uint8_t out[LW_DIGEST_LONGEST],
		    struct lw_error *err) LW_USE;

/* The same of a source that is open. Errors: IO, TRUNCATED, NOMEM. */
bool lw_digest_source(const struct lw_source *src, enum lw_digest_kind kind, uint8_t out[LW_DIGEST_LONGEST],
		      struct lw_error *err) LW_USE;

/* "3q2-7w": urlsafe base64 without '='. NULL: NOMEM. */
char *lw_digest_base64(struct lw_arena *a, const uint8_t *bytes, uint32_t n, struct lw_error *err) LW_USE;

#endif
