/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes read as a Python file, as an editable install's finder, and as a list of DLLs. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "package/python.h"
#include "package/python_ask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t look_at(const struct lw_py_loads *loads) {
	size_t n = 0;
	for (uint32_t i = 0; i < loads->n; i++) {
		const struct lw_py_load *l = &loads->at[i];
		if (l->line == 0 || l->call == NULL || l->pattern == NULL)
			abort();
		if (!lw_py_matches(l->pattern, l->pattern))
			abort();
		n += strlen(l->call) + strlen(lw_py_pattern_name(l->pattern)) + strlen(lw_py_act_name(l->act)) +
			strlen(lw_py_base_name(l->base)) + strlen(lw_py_mode_name(l->mode));
	}
	return n;
}

static void scan(struct lw_span text) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_py_loads loads;
	const bool ok = lw_py_scan(text, &a, &loads, &err);
	if (ok != (err.code == LW_E_OK) || err.code == LW_E_INTERNAL || (ok && look_at(&loads) == SIZE_MAX))
		abort();
	lw_arena_free(&a);
}

static void ask(struct lw_span text) {
	struct lw_arena a = {0};
	struct lw_error err = {0};
	struct lw_py_pairs pairs;
	struct lw_py_asked asked;
	const char *const *names;
	uint32_t n;
	if (lw_py_ask_dict(text, "MAPPING", &a, &pairs, &err) != (err.code == LW_E_OK))
		abort();
	lw_error_clear(&err);
	if (lw_py_ask_call(text, "install", &a, &asked, &err) != (err.code == LW_E_OK))
		abort();
	lw_error_clear(&err);
	if (lw_py_load_order(text, &a, &names, &n, &err) != (err.code == LW_E_OK))
		abort();
	lw_arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	const struct lw_span text = {data, size};
	scan(text);
	ask(text);
	return 0;
}
