/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Manifests of Windows, embedded as a resource or beside the file: what of them decides which libraries are loaded.
 * Source of the format: Microsoft's pages "Application Manifests" and "Assembly Manifests"; Wine
 * dlls/ntdll/actctx.c for what is taken and what is passed over.
 */
#ifndef LW_FORMAT_MANIFEST_H
#define LW_FORMAT_MANIFEST_H

#include "base/arena.h"
#include "bytes/span.h"

#define LW_MANIFEST_MOST_BYTES ((uint64_t)1 << 20)

/* assemblyIdentity; what is not there is NULL. */
struct lw_manifest_identity {
	const char *name, *version, *type, *processor_architecture, *public_key_token, *language;
};

struct lw_manifest_dependency {
	struct lw_manifest_identity identity;
	bool optional; /* its absence is no error */
};

/* A library that the assembly brings along; it is found here before anywhere else. */
struct lw_manifest_file {
	const char *name;
	const char *load_from; /* where it lies instead; may hold %variables%; or NULL */
};

struct lw_manifest {
	bool has_identity;
	struct lw_manifest_identity identity;
	const struct lw_manifest_dependency *dependencies; /* in the file's order */
	uint32_t n_dependencies;
	const struct lw_manifest_file *files;
	uint32_t n_files;
	const char *execution_level;  /* "asInvoker", "highestAvailable", "requireAdministrator"; or NULL */
	const char *active_code_page; /* "UTF-8", "Legacy" or a locale; or NULL */
	bool long_path_aware;
	bool no_inherit; /* the libraries that it asks for do not inherit its context */
};

/*
 * Reads a manifest; encodings are those of expat (UTF-8 and UTF-16 by their marks, ISO 8859-1 and ASCII if it says so).
 * A document type definition is refused, so nothing in it can grow. Errors: MALFORMED (with the offset at which the XML
 * went wrong), LIMIT, NOMEM.
 */
bool lw_manifest_parse(struct lw_span text, struct lw_arena *a, struct lw_manifest **out, struct lw_error *err) LW_USE;

#endif
