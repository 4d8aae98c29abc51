/* SPDX-License-Identifier: Apache-2.0 */
/* An API set map as text, for who has no apisetschema.dll at hand. */
#include "format/apiset.h"

#include <string.h>

#include "base/fail.h"
#include "base/vec.h"
#include "format/apiset_names.h"

#define MOST_CONTRACTS 16384
#define MOST_HOSTS 64

struct reader {
	struct lw_arena *a;
	uint64_t line_off;
	uint32_t line;
	LW_VEC(struct lw_apiset_contract) list;
};

static bool is_blank(uint8_t c) {
	return c == ' ' || c == '\t' || c == '\r';
}

static struct lw_span trim(struct lw_span s) {
	while (s.len > 0 && is_blank(s.ptr[0]))
		s = (struct lw_span){s.ptr + 1, s.len - 1};
	while (s.len > 0 && is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

/* Cuts what stands before the first c off *rest; all of it if there is none, and then *rest is empty. */
static struct lw_span cut(struct lw_span *rest, char c, bool *found) {
	const uint8_t *at = rest->len == 0 ? NULL : memchr(rest->ptr, c, (size_t)rest->len);
	const struct lw_span all = *rest;
	*found = at != NULL;
	if (at == NULL) {
		*rest = (struct lw_span){NULL, 0};
		return all;
	}
	const uint64_t n = (uint64_t)(at - all.ptr);
	*rest = (struct lw_span){at + 1, all.len - n - 1};
	return (struct lw_span){all.ptr, n};
}

static const char *text_of(const struct reader *x, struct lw_span s, struct lw_error *err) {
	s = trim(s);
	if (s.len != 0 && memchr(s.ptr, 0, (size_t)s.len) == NULL)
		return lw_strndup(x->a, (const char *)s.ptr, (size_t)s.len, err);
	(void)lw_fail_at(err, LW_E_MALFORMED, x->line_off, "line %lu: a name is missing", (unsigned long)x->line);
	return NULL;
}

/* "host" or "importer:host"; a host of two quotes is none, as maps of Windows have it. */
static bool read_host(const struct reader *x, struct lw_span part, struct lw_apiset_host *out, struct lw_error *err) {
	bool has_importer;
	const struct lw_span before = cut(&part, ':', &has_importer);
	out->importer = has_importer ? text_of(x, before, err) : NULL;
	out->host = text_of(x, has_importer ? part : before, err);
	if (out->host != NULL && strcmp(out->host, "\"\"") == 0)
		out->host = "";
	return out->host != NULL && err->code == LW_E_OK;
}

static bool read_hosts(const struct reader *x, struct lw_span rest, struct lw_apiset_contract *out,
		       struct lw_error *err) {
	struct lw_apiset_host hosts[MOST_HOSTS];
	uint32_t n = 0;
	for (bool more = true; more; n++) {
		const struct lw_span part = cut(&rest, ',', &more);
		if (n == MOST_HOSTS)
			return lw_fail_at(err, LW_E_LIMIT, x->line_off, "line %lu: there are more than %d hosts",
					  (unsigned long)x->line, MOST_HOSTS);
		LW_TRY(read_host(x, part, &hosts[n], err));
	}
	struct lw_apiset_host *kept = lw_alloc(x->a, n, sizeof *kept, err);
	if (kept == NULL)
		return false;
	memcpy(kept, hosts, n * sizeof *kept);
	out->hosts = kept;
	out->n_hosts = n;
	return true;
}

static bool read_line(struct reader *x, struct lw_span line, struct lw_error *err) {
	bool found;
	line = trim(cut(&line, '#', &found));
	if (line.len == 0)
		return true;
	const struct lw_span name = cut(&line, '=', &found);
	if (!found)
		return lw_fail_at(err, LW_E_MALFORMED, x->line_off,
				  "line %lu is not \"contract = host[, importer:host]...\"", (unsigned long)x->line);
	if (x->list.n == MOST_CONTRACTS)
		return lw_fail_at(err, LW_E_LIMIT, x->line_off, "there are more than %d contracts", MOST_CONTRACTS);
	struct lw_apiset_contract *c = lw_vec_add(x->a, &x->list, err);
	if (c == NULL || (c->name = text_of(x, name, err)) == NULL)
		return false;
	if (!lw_apiset_is_contract(c->name))
		return lw_fail_at(err, LW_E_MALFORMED, x->line_off,
				  "line %lu: the name of a contract begins with \"api-\" or \"ext-\"",
				  (unsigned long)x->line);
	return read_hosts(x, line, c, err);
}

bool lw_apiset_parse_text(struct lw_span text, struct lw_arena *a, struct lw_apiset **out, struct lw_error *err) {
	struct reader x = {.a = a};
	struct lw_span rest = text;
	for (bool more = true; more; x.line_off = text.len - rest.len) {
		x.line++;
		LW_TRY(read_line(&x, cut(&rest, '\n', &more), err));
	}
	struct lw_apiset *set = lw_alloc(a, 1, sizeof *set, err);
	if (set == NULL)
		return false;
	set->contracts = x.list.at;
	set->n_contracts = x.list.n;
	LW_TRY(lw_apiset_index(set, a, err));
	*out = set;
	return true;
}
