/* SPDX-License-Identifier: Apache-2.0 */
#include "format/apiset_names.h"

#include <string.h>

#include "base/ascii.h"

#define PREFIX 4 /* "api-" or "ext-" */
#define LONGEST_KEY 256

/* What of a name counts. Versions before 6 tell contracts without the prefix, so there it does not count. */
struct key {
	char text[LONGEST_KEY];
	size_t n; /* 0: it has none */
};

bool lw_apiset_is_contract(const char *library) {
	return lw_ascii_begins(library, "api-") || lw_ascii_begins(library, "ext-");
}

static size_t without_ending(const char *name) {
	const size_t n = strlen(name);
	return n > 4 && lw_ascii_same(name + n - 4, ".dll") ? n - 4 : n;
}

/* ntdll compares up to the last hyphen (HashedLength of version 6). */
static struct key key_of(const struct lw_apiset *set, const char *name) {
	struct key k = {.n = 0};
	size_t n = without_ending(name);
	while (n > 0 && name[n - 1] != '-')
		n--;
	const size_t skip = set->version != 0 && set->version < 6 && n > PREFIX ? PREFIX : 0;
	if (n == 0 || n - 1 - skip >= sizeof k.text)
		return k;
	for (size_t i = skip; i < n - 1; i++)
		k.text[k.n++] = lw_ascii_lower(name[i]);
	return k;
}

bool lw_apiset_index(struct lw_apiset *set, struct lw_arena *a, struct lw_error *err) {
	for (uint32_t i = 0; i < set->n_contracts; i++) {
		const struct key k = key_of(set, set->contracts[i].name);
		if (k.n == 0 || lw_map_get(&set->by_name, k.text, k.n) != NULL)
			continue;
		const char *kept = lw_strndup(a, k.text, k.n, err);
		if (kept == NULL || !lw_map_put(&set->by_name, a, kept, k.n, (void *)&set->contracts[i], err))
			return false;
	}
	return true;
}

const struct lw_apiset_contract *lw_apiset_find(const struct lw_apiset *set, const char *library) {
	if (!lw_apiset_is_contract(library))
		return NULL;
	const struct key k = key_of(set, library);
	return k.n == 0 ? NULL : lw_map_get(&set->by_name, k.text, k.n);
}

const char *lw_apiset_host(const struct lw_apiset_contract *contract, const char *importer) {
	const char *host = NULL;
	for (uint32_t i = 0; i < contract->n_hosts; i++) {
		const struct lw_apiset_host *h = &contract->hosts[i];
		if (h->importer == NULL && host == NULL)
			host = h->host;
		if (h->importer != NULL && importer != NULL && lw_ascii_same(h->importer, importer)) {
			host = h->host;
			break;
		}
	}
	return host == NULL || host[0] == '\0' ? NULL : host;
}
