/* SPDX-License-Identifier: Apache-2.0 */
/*
 * API sets: names of libraries that are contracts ("api-ms-win-core-file-l1-1-0.dll"), for which the loader takes the
 * library that hosts the contract on this Windows. The map lies in the section .apiset of apisetschema.dll. Sources:
 * Microsoft's page "Windows API sets" for what they are; Geoff Chappell, "The API Set Schema", for the format.
 */
#ifndef LW_FORMAT_APISET_H
#define LW_FORMAT_APISET_H

#include "base/map.h"
#include "os/source.h"

/* Who hosts a contract for one importer, or for all others. */
struct lw_apiset_host {
	const char *importer; /* "name.dll"; NULL: the default */
	const char *host;     /* "": the contract is known, but nothing hosts it here */
};

struct lw_apiset_contract {
	const char *name;                   /* as it is written, without ".dll" */
	const struct lw_apiset_host *hosts; /* the default first, if there is one */
	uint32_t n_hosts;
};

struct lw_apiset {
	uint32_t version; /* of the schema: 2 Windows 7, 4 Windows 8.1, 6 Windows 10 and later; 0: it was text */
	const struct lw_apiset_contract *contracts;
	uint32_t n_contracts;
	struct lw_map by_name; /* in small letters, without the last number */
};

/* Reads apisetschema.dll. Errors: as lw_pe_parse; NOT_FOUND (no section .apiset); as lw_apiset_parse_map. */
bool lw_apiset_parse_dll(const struct lw_source *src, struct lw_arena *a, struct lw_apiset **out,
			 struct lw_error *err) LW_USE;

/* Reads what that section holds. Offsets in errors count from its beginning plus base. Errors: UNSUPPORTED (another
 * version), TRUNCATED, MALFORMED, LIMIT, NOMEM. */
bool lw_apiset_parse_map(struct lw_span map, uint64_t base, struct lw_arena *a, struct lw_apiset **out,
			 struct lw_error *err) LW_USE;

/* Reads the text form: a line "contract = host[, importer:host]..." for each contract; a host "" (two quotes) is none,
 * "#" begins a comment. Errors:
 * MALFORMED (with the offset of the line), LIMIT, NOMEM. */
bool lw_apiset_parse_text(struct lw_span text, struct lw_arena *a, struct lw_apiset **out, struct lw_error *err) LW_USE;

/* Whether a library's name is that of a contract: it begins with "api-" or "ext-". */
bool lw_apiset_is_contract(const char *library);

/*
 * The contract that a library's name stands for; NULL if the map has none. Case does not count, nor ".dll" at the end,
 * nor the last number with its hyphen.
 */
const struct lw_apiset_contract *lw_apiset_find(const struct lw_apiset *set, const char *library);

/* Its host for an importer (a file's name, or NULL); NULL if there is none. */
const char *lw_apiset_host(const struct lw_apiset_contract *contract, const char *importer);

#endif
