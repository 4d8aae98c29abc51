/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/decoder.h"

#include <zstd_errors.h>

#include "base/fail.h"

#define XZ_MEMORY ((uint64_t)160 << 20) /* xz -9 takes 65 MiB */
#define ZSTD_WINDOW 27                  /* 128 MiB, what zstd takes unless it is told otherwise */

static bool nomem(struct lw_error *err) {
	return lw_fail(err, LW_E_NOMEM, "out of memory");
}

static bool begin_zstd(struct lw_decoder *d, struct lw_error *err) {
	d->zstd = ZSTD_createDStream();
	if (d->zstd == NULL || ZSTD_isError(ZSTD_DCtx_setParameter(d->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW)))
		return nomem(err);
	return true;
}

bool lw_decoder_begin(struct lw_decoder *d, enum lw_packing how, struct lw_error *err) {
	*d = (struct lw_decoder){.how = how, .live = true, .between = true};
	if (how == LW_PACKED_ZSTD)
		return begin_zstd(d, err);
	if (how == LW_PACKED_BZIP2)
		return BZ2_bzDecompressInit(&d->bzip2, 0, 0) == BZ_OK || nomem(err);
	return lzma_stream_decoder(&d->xz, XZ_MEMORY, LZMA_CONCATENATED) == LZMA_OK || nomem(err);
}

static bool truncated(struct lw_error *err) {
	return lw_fail(err, LW_E_TRUNCATED, "the packed bytes end too early");
}

static bool damaged(const char *what, struct lw_error *err) {
	return lw_fail(err, LW_E_MALFORMED, "the packed bytes are damaged: %s", what);
}

static bool run_xz(struct lw_decoder *d, struct lw_decoder_step *s, struct lw_error *err) {
	d->xz.next_in = s->in;
	d->xz.avail_in = s->n_in;
	d->xz.next_out = s->out;
	d->xz.avail_out = s->n_out;
	const lzma_ret r = lzma_code(&d->xz, s->last ? LZMA_FINISH : LZMA_RUN);
	s->in = d->xz.next_in;
	s->n_in = d->xz.avail_in;
	s->out = d->xz.next_out;
	s->n_out = d->xz.avail_out;
	s->ended = r == LZMA_STREAM_END;
	switch (r) {
	case LZMA_OK:
	case LZMA_STREAM_END:
		return true;
	case LZMA_BUF_ERROR:
		return s->last && s->n_out != 0 ? truncated(err) : true;
	case LZMA_MEM_ERROR:
		return nomem(err);
	case LZMA_MEMLIMIT_ERROR:
		return lw_fail(err, LW_E_LIMIT, "xz would need more than %u MiB of memory",
			       (unsigned)(XZ_MEMORY >> 20));
	case LZMA_OPTIONS_ERROR:
		return lw_fail(err, LW_E_UNSUPPORTED, "xz was used with a filter that is not known");
	default:
		return damaged("they are no xz", err);
	}
}

/* Another stream may follow, with nothing between them. */
static bool again_bzip2(struct lw_decoder *d, struct lw_error *err) {
	BZ2_bzDecompressEnd(&d->bzip2);
	d->live = false;
	d->bzip2 = (bz_stream){0};
	if (BZ2_bzDecompressInit(&d->bzip2, 0, 0) != BZ_OK)
		return nomem(err);
	d->live = true;
	return true;
}

static bool run_bzip2(struct lw_decoder *d, struct lw_decoder_step *s, struct lw_error *err) {
	const size_t before_in = s->n_in, before_out = s->n_out;
	d->bzip2.next_in = (char *)(uintptr_t)(const void *)s->in; /* it is not written to */
	d->bzip2.avail_in = (unsigned)s->n_in;
	d->bzip2.next_out = (char *)s->out;
	d->bzip2.avail_out = (unsigned)s->n_out;
	const int r = BZ2_bzDecompress(&d->bzip2);
	s->in += before_in - d->bzip2.avail_in;
	s->n_in = d->bzip2.avail_in;
	s->out += before_out - d->bzip2.avail_out;
	s->n_out = d->bzip2.avail_out;
	if (r == BZ_MEM_ERROR)
		return nomem(err);
	if (r == BZ_STREAM_END) {
		d->between = true;
		s->ended = s->last && s->n_in == 0;
		return s->ended || again_bzip2(d, err);
	}
	if (r != BZ_OK)
		return damaged("they are no bzip2", err);
	if (before_in != s->n_in)
		d->between = false;
	if (s->last && before_in == s->n_in && before_out == s->n_out && s->n_out != 0) {
		s->ended = d->between;
		return s->ended || truncated(err);
	}
	return true;
}

static bool run_zstd(struct lw_decoder *d, struct lw_decoder_step *s, struct lw_error *err) {
	ZSTD_inBuffer in = {s->in, s->n_in, 0};
	ZSTD_outBuffer out = {s->out, s->n_out, 0};
	if (s->last && s->n_in == 0 && d->between) {
		s->ended = true;
		return true;
	}
	const size_t r = ZSTD_decompressStream(d->zstd, &out, &in);
	s->in += in.pos;
	s->n_in -= in.pos;
	s->out += out.pos;
	s->n_out -= out.pos;
	if (ZSTD_isError(r) && ZSTD_getErrorCode(r) == ZSTD_error_memory_allocation)
		return nomem(err);
	if (ZSTD_isError(r) && ZSTD_getErrorCode(r) == ZSTD_error_frameParameter_windowTooLarge)
		return lw_fail(err, LW_E_LIMIT, "zstd would need a window of more than %u MiB",
			       1u << (ZSTD_WINDOW - 20));
	if (ZSTD_isError(r))
		return damaged(ZSTD_getErrorName(r), err);
	if (in.pos != 0 || out.pos != 0)
		d->between = r == 0;
	else if (s->last && s->n_in == 0 && s->n_out != 0)
		return truncated(err);
	s->ended = s->last && s->n_in == 0 && d->between;
	return true;
}

bool lw_decoder_run(struct lw_decoder *d, struct lw_decoder_step *s, struct lw_error *err) {
	s->ended = false;
	if (d->how == LW_PACKED_ZSTD)
		return run_zstd(d, s, err);
	return d->how == LW_PACKED_BZIP2 ? run_bzip2(d, s, err) : run_xz(d, s, err);
}

void lw_decoder_end(struct lw_decoder *d) {
	if (d->live && d->how == LW_PACKED_ZSTD)
		ZSTD_freeDStream(d->zstd);
	else if (d->live && d->how == LW_PACKED_BZIP2)
		BZ2_bzDecompressEnd(&d->bzip2);
	else if (d->live)
		lzma_end(&d->xz);
	d->live = false;
}
