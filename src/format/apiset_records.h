/* SPDX-License-Identifier: Apache-2.0 */
/* The records of an API set map in each version of its schema; what a version does not have reads as 0. */
#ifndef LW_FORMAT_APISET_RECORDS_H
#define LW_FORMAT_APISET_RECORDS_H

#include "bytes/record.h"

struct lw_raw_apiset_head {
	uint64_t version, count, entries;
};
struct lw_raw_apiset_entry {
	uint64_t flags, name_off, name_len, values_off, values_count;
};
struct lw_raw_apiset_values {
	uint64_t count;
};
struct lw_raw_apiset_value {
	uint64_t name_off, name_len, value_off, value_len;
};

struct lw_apiset_schema {
	uint32_t version;
	bool without_prefix; /* names stand there without "api-" */
	const struct lw_record *head, *entry;
	const struct lw_record *values; /* what stands before the values; NULL: the entry counts them */
	const struct lw_record *value;
};

/* NULL if there is no such version, or it is not known. */
const struct lw_apiset_schema *lw_apiset_schema_of(uint64_t version);

#endif
