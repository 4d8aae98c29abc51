/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records of a file, described once as a table of fields and decoded into a host struct whose members are all uint64_t.
 * One table serves 32 and 64 bit, both byte orders, reading, writing and messages.
 */
#ifndef LW_BYTES_RECORD_H
#define LW_BYTES_RECORD_H

#include "bytes/span.h"

struct lw_field {
	const char *name;
	uint16_t host;         /* offsetof in the host struct */
	uint8_t off32, size32; /* size 0: not in this flavour */
	uint8_t off64, size64;
};

struct lw_record {
	const char *name;
	uint8_t size32, size64;
	uint8_t n_fields;
	const struct lw_field *fields;
};

static inline uint64_t lw_record_size(const struct lw_record *r, bool is64) {
	return is64 ? r->size64 : r->size32;
}

/* Decodes the record at off of s into host. False (and host is zero) if it does not lie within s. */
bool lw_record_get(const struct lw_record *r, struct lw_span s, uint64_t off, bool is64, bool big_endian,
		   void *host) LW_USE;

/* Encodes host into the lw_record_size bytes at p. */
void lw_record_put(const struct lw_record *r, uint8_t *p, bool is64, bool big_endian, const void *host);

#endif
