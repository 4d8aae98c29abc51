/* SPDX-License-Identifier: Apache-2.0 */
#include "format/apiset_records.h"

/* clang-format off: one row per field */

/* The two flavours of a record are the same here. */
#define F(host, name, off, size) \
	{ #name, offsetof(struct host, name), off, size, off, size }
#define RECORD(id, words, bytes, ...) \
	static const struct lw_field id##_fields[] = {__VA_ARGS__}; \
	static const struct lw_record id = {words, bytes, bytes, sizeof id##_fields / sizeof id##_fields[0], \
					    id##_fields}

/* Windows 7: API_SET_NAMESPACE_ARRAY, API_SET_NAMESPACE_ENTRY, API_SET_VALUE_ARRAY, API_SET_VALUE_ENTRY. */
RECORD(head_2, "API set map", 8, F(lw_raw_apiset_head, version, 0, 4), F(lw_raw_apiset_head, count, 4, 4));
RECORD(entry_2, "API set entry", 12, F(lw_raw_apiset_entry, name_off, 0, 4), F(lw_raw_apiset_entry, name_len, 4, 4),
       F(lw_raw_apiset_entry, values_off, 8, 4));
RECORD(values_2, "list of API set hosts", 4, F(lw_raw_apiset_values, count, 0, 4));
RECORD(value_2, "API set host", 16, F(lw_raw_apiset_value, name_off, 0, 4), F(lw_raw_apiset_value, name_len, 4, 4),
       F(lw_raw_apiset_value, value_off, 8, 4), F(lw_raw_apiset_value, value_len, 12, 4));

/* Windows 8.1: sizes and flags came, and an alias for each name. */
RECORD(head_4, "API set map", 16, F(lw_raw_apiset_head, version, 0, 4), F(lw_raw_apiset_head, count, 12, 4));
RECORD(entry_4, "API set entry", 24, F(lw_raw_apiset_entry, flags, 0, 4), F(lw_raw_apiset_entry, name_off, 4, 4),
       F(lw_raw_apiset_entry, name_len, 8, 4), F(lw_raw_apiset_entry, values_off, 20, 4));
RECORD(values_4, "list of API set hosts", 8, F(lw_raw_apiset_values, count, 4, 4));
RECORD(value_4, "API set host", 20, F(lw_raw_apiset_value, name_off, 4, 4), F(lw_raw_apiset_value, name_len, 8, 4),
       F(lw_raw_apiset_value, value_off, 12, 4), F(lw_raw_apiset_value, value_len, 16, 4));

/* Windows 10: names are whole, a hash table leads to them, and the entry counts its hosts. */
RECORD(head_6, "API set map", 28, F(lw_raw_apiset_head, version, 0, 4), F(lw_raw_apiset_head, count, 12, 4),
       F(lw_raw_apiset_head, entries, 16, 4));
RECORD(entry_6, "API set entry", 24, F(lw_raw_apiset_entry, flags, 0, 4), F(lw_raw_apiset_entry, name_off, 4, 4),
       F(lw_raw_apiset_entry, name_len, 8, 4), F(lw_raw_apiset_entry, values_off, 16, 4),
       F(lw_raw_apiset_entry, values_count, 20, 4));

static const struct lw_apiset_schema schemas[] = {
	{2, true, &head_2, &entry_2, &values_2, &value_2},
	{4, true, &head_4, &entry_4, &values_4, &value_4},
	{6, false, &head_6, &entry_6, NULL, &value_4},
};

const struct lw_apiset_schema *lw_apiset_schema_of(uint64_t version) {
	for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++)
		if (schemas[i].version == version)
			return &schemas[i];
	return NULL;
}
