/* SPDX-License-Identifier: Apache-2.0 */
/* The decoders that only go forward: xz, bzip2, zstd, each with all that may follow each other in a file. */
#ifndef LW_ARCHIVE_DECODER_H
#define LW_ARCHIVE_DECODER_H

#include <bzlib.h>
#include <lzma.h>
#include <zstd.h>

#include "archive/unpack.h"

struct lw_decoder {
	enum lw_packing how;
	bool live;
	bool between; /* a stream has ended, and another may follow */
	lzma_stream xz;
	bz_stream bzip2;
	ZSTD_DStream *zstd;
};

struct lw_decoder_step {
	const uint8_t *in;
	size_t n_in;
	uint8_t *out;
	size_t n_out;
	bool last;  /* no input comes behind this */
	bool ended; /* set: all is decoded */
};

/* Errors: NOMEM. Zeroed at first. */
bool lw_decoder_begin(struct lw_decoder *d, enum lw_packing how, struct lw_error *err) LW_USE;
/* Takes from in and gives to out what it can; both move. Errors: MALFORMED, TRUNCATED, LIMIT, NOMEM. */
bool lw_decoder_run(struct lw_decoder *d, struct lw_decoder_step *s, struct lw_error *err) LW_USE;
/* What was not begun, or has been ended, may be ended. */
void lw_decoder_end(struct lw_decoder *d);

#endif
