/* SPDX-License-Identifier: Apache-2.0 */
/* What a module exports, and where its forwarders lead (ntdll, LdrpSnapThunk). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "loader/windows.h"

bool lw_wi_symbols(struct wi_process *p, struct wi_module *m, const struct lw_pe_symbols **out, struct lw_error *err) {
	if (m->symbols == NULL)
		LW_TRY(lw_session_pe_symbols(p->s, m->file, m->img, &m->symbols, err));
	*out = m->symbols;
	return true;
}

const struct lw_pe_export *lw_wi_export(const struct lw_pe_symbols *s, const struct wi_wanted *w) {
	return w->name != NULL ? lw_map_get(&s->by_name, w->name, strlen(w->name))
			       : lw_map_get(&s->by_ordinal, &w->ordinal, sizeof w->ordinal);
}

bool lw_wi_split(const char *forward, char module[WI_LONGEST_MODULE], struct wi_wanted *out) {
	const char *dot = strrchr(forward, '.');
	const size_t n = dot == NULL ? 0 : (size_t)(dot - forward);
	if (n == 0 || n >= WI_LONGEST_MODULE)
		return false;
	*out = (struct wi_wanted){.name = dot + 1};
	if (dot[1] == '#')
		*out = (struct wi_wanted){.ordinal = (uint32_t)strtoul(dot + 2, NULL, 10)};
	memcpy(module, forward, n);
	module[n] = '\0';
	return true;
}

bool lw_wi_forward(struct wi_process *p, const struct wi_module *at, const char *module, struct wi_forward **out,
		   struct lw_error *err) {
	char key[WI_LONGEST_MODULE + 16];
	const int n = snprintf(key, sizeof key, "%u %s", (unsigned)at->id, module);
	*out = lw_map_get(&p->forwards, key, (size_t)n);
	if (*out != NULL)
		return true;
	const char *kept = lw_strndup(p->a, key, (size_t)n, err);
	*out = lw_alloc(p->a, 1, sizeof **out, err);
	return kept != NULL && *out != NULL && lw_map_put(&p->forwards, p->a, kept, (size_t)n, *out, err);
}
