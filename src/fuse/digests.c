/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The checksums of the files that go in, on a thread of its own while all is laid out: no address depends on them, and
 * to read and sum up large files takes about as long as the rest.
 */
#include <stdatomic.h>
#include <string.h>

#include "base/fail.h"
#include "fuse/fusing.h"
#include "os/digest.h"
#include "os/threads.h"

struct summing {
	struct lw_fusing *f;
	lw_fuse_step *rest;
	struct lw_error *err;
	bool ok; /* the rest */
	uint8_t (*sums)[LW_DIGEST_LONGEST];
	bool summed;
	struct lw_error why; /* not summed */
	atomic_bool stop;    /* nobody needs them any more */
};

static void sum(void *ctx) {
	struct summing *x = ctx;
	const struct lw_fusing *f = x->f;
	x->summed = true;
	for (uint32_t i = 0; x->summed && i < f->parts.n && !atomic_load(&x->stop); i++) {
		x->summed = lw_digest_source(&f->parts.at[i].disk, LW_DIGEST_SHA256, x->sums[i], &x->why);
		if (!x->summed)
			lw_error_subject(&x->why, f->parts.at[i].o->path);
	}
}

static void do_rest(void *ctx) {
	struct summing *x = ctx;
	x->ok = x->rest(x->f, x->err);
	if (!x->ok)
		atomic_store(&x->stop, true);
}

bool lw_fuse_digests(struct lw_fusing *f, lw_fuse_step *rest, struct lw_error *err) {
	struct summing x = {.f = f, .rest = rest, .err = err};
	x.sums = lw_alloc(f->a, f->parts.n, sizeof *x.sums, err);
	if (x.sums == NULL)
		return false;
	if (lw_fuse_on_disk(f)) {
		lw_threads_both(do_rest, sum, &x);
	} else {
		do_rest(&x);
		sum(&x);
	}
	if (!x.ok)
		return false;
	if (!x.summed) {
		*err = x.why;
		return false;
	}
	for (uint32_t i = 0; i < f->parts.n; i++)
		memcpy(f->parts.at[i].sha256, x.sums[i], sizeof f->parts.at[i].sha256);
	return true;
}
