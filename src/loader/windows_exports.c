/* SPDX-License-Identifier: Apache-2.0 */
/* What a module exports, and where its forwarders lead (ntdll, LdrpSnapThunk). */
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

bool lw_wi_split(struct wi_process *p, const char *forward, const char **module, struct wi_wanted *out,
		 struct lw_error *err) {
	const char *dot = strrchr(forward, '.');
	*module = NULL;
	if (dot == NULL || dot == forward)
		return true;
	*out = (struct wi_wanted){.name = dot + 1};
	if (dot[1] == '#')
		*out = (struct wi_wanted){.ordinal = (uint32_t)strtoul(dot + 2, NULL, 10)};
	*module = lw_strndup(p->a, forward, (size_t)(dot - forward), err);
	return *module != NULL;
}

bool lw_wi_forward(struct wi_process *p, const struct wi_module *at, const char *module, struct wi_forward **out,
		   struct lw_error *err) {
	const char *key = lw_sprintf(p->a, err, "%u %s", (unsigned)at->id, module);
	if (key == NULL)
		return false;
	*out = lw_map_get(&p->forwards, key, strlen(key));
	if (*out != NULL)
		return true;
	*out = lw_alloc(p->a, 1, sizeof **out, err);
	return *out != NULL && lw_map_put(&p->forwards, p->a, key, strlen(key), *out, err);
}
