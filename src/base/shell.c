/* SPDX-License-Identifier: Apache-2.0 */
#include "base/shell.h"

#include <string.h>

const char *lw_shell_word(struct lw_arena *a, const char *word, struct lw_error *err) {
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%^";
	if (*word != '\0' && word[strspn(word, plain)] == '\0')
		return word;
	char *out = lw_alloc(a, 4 * strlen(word) + 3, 1, err), *to = out;
	if (out == NULL)
		return NULL;
	*to++ = '\'';
	for (; *word != '\0'; word++) {
		const size_t n = *word == '\'' ? 4 : 1;
		memcpy(to, n == 4 ? "'\\''" : word, n);
		to += n;
	}
	*to = '\'';
	return out;
}
