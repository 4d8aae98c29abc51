/* SPDX-License-Identifier: Apache-2.0 */
/* Which of some texts the bytes of a file hold. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "session/session.h"

#define WINDOW ((size_t)256 << 10)

uint8_t *lw_session_scratch(struct lw_session *s, size_t n, struct lw_error *err) {
	if (n > s->n_scratch) {
		s->scratch = lw_alloc_raw(&s->arena, n, 1, err);
		s->n_scratch = s->scratch == NULL ? 0 : n;
	}
	return s->scratch;
}

bool lw_session_find(struct lw_session *s, const struct lw_file *file, const char *const *texts, uint32_t n,
		     bool *found, struct lw_error *err) {
	struct lw_stat st;
	struct lw_source src;
	size_t longest = 1;
	for (uint32_t i = 0; i < n; i++) {
		found[i] = false;
		longest = strlen(texts[i]) > longest ? strlen(texts[i]) : longest;
	}
	uint8_t *window = lw_session_scratch(s, WINDOW + longest, err);
	if (window == NULL)
		return false;
	const int sys = s->fs->ops->open(s->fs, file->path, &src, &st);
	if (sys == ENOMEM)
		return lw_fail(err, LW_E_NOMEM, "out of memory");
	if (sys != 0 || st.kind != LW_KIND_FILE)
		return true;
	bool ok = true;
	/* Windows overlap by what a text may have at the end of one. */
	for (uint64_t at = 0, got = 0; ok && at < src.size; at += WINDOW) {
		ok = lw_source_read(&src, at, window, WINDOW + longest, &got, err);
		for (uint32_t i = 0; ok && i < n; i++)
			found[i] = found[i] || memmem(window, (size_t)got, texts[i], strlen(texts[i])) != NULL;
	}
	lw_source_close(&src);
	return ok;
}
