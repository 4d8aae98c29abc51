/* SPDX-License-Identifier: Apache-2.0 */
#include "bytes/record.h"

#include <string.h>

bool lw_record_get(const struct lw_record *r, struct lw_span s, uint64_t off, bool is64, bool big_endian, void *host) {
	struct lw_span rec;
	uint64_t v = 0;
	if (!lw_span_cut(s, off, lw_record_size(r, is64), &rec)) {
		for (unsigned i = 0; i < r->n_fields; i++)
			memcpy((char *)host + r->fields[i].host, &v, sizeof v);
		return false;
	}
	for (const struct lw_field *f = r->fields; f != r->fields + r->n_fields; f++) {
		/* A field lies within its record: tests/unit/bytes_test.c looks at every table. */
		v = lw_load_uint(rec.ptr + (is64 ? f->off64 : f->off32), is64 ? f->size64 : f->size32, big_endian);
		memcpy((char *)host + f->host, &v, sizeof v);
	}
	return true;
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
