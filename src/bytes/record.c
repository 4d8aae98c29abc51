/* SPDX-License-Identifier: Apache-2.0 */
#include "bytes/record.h"

#include <string.h>

bool lw_record_get(const struct lw_record *r, struct lw_span s, uint64_t off, bool is64, bool big_endian, void *host) {
	struct lw_span rec;
	bool ok = lw_span_cut(s, off, lw_record_size(r, is64), &rec);
	for (unsigned i = 0; i < r->n_fields; i++) {
		const struct lw_field *f = &r->fields[i];
		unsigned size = is64 ? f->size64 : f->size32;
		uint64_t v = ok && size != 0 ? lw_span_uint(rec, is64 ? f->off64 : f->off32, size, big_endian, &ok) : 0;
		memcpy((char *)host + f->host, &v, sizeof v);
	}
	return ok;
}

void lw_record_put(const struct lw_record *r, uint8_t *p, bool is64, bool big_endian, const void *host) {
	memset(p, 0, (size_t)lw_record_size(r, is64));
	for (unsigned i = 0; i < r->n_fields; i++) {
		const struct lw_field *f = &r->fields[i];
		unsigned size = is64 ? f->size64 : f->size32;
		uint64_t v;
		memcpy(&v, (const char *)host + f->host, sizeof v);
		if (size != 0)
			lw_store_uint(p + (is64 ? f->off64 : f->off32), size, big_endian, v);
	}
}
