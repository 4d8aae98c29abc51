/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which definition each symbol would be bound to, if the loader bound them all at the start. Results are data of the
 * session, like the graph that they are about.
 */
#ifndef LINKWRIGHT_BIND_H
#define LINKWRIGHT_BIND_H

#include "linkwright/graph.h"

/* How the search for one symbol ends. */
enum lw_bind_state {
	LW_BIND_FOUND,
	LW_BIND_ABSENT,      /* nowhere, and it may be: the reference is weak */
	LW_BIND_NOWHERE,     /* nowhere: an error */
	LW_BIND_NOT_IN_FILE, /* the file whose version it is has it no more: an error, also for a weak one (glibc before
				2.30) */
	LW_BIND_ABORT,       /* the file whose version it is has no versions at all any more: an assertion of glibc */
	LW_BIND_UNKNOWN,     /* a library that may have it cannot be looked into */
};

/* One symbol that one object refers to. Where its references find different definitions (a function called and its
 * address taken; a copied variable), it has one row for each. */
struct lw_binding {
	const char *name;
	const char *version;      /* that is asked for; NULL: none */
	const char *version_file; /* the file that had it when the object was linked (ELF), or that is asked (PE,
				     Mach-O); NULL: any */
	uint32_t object;          /* that refers to it */
	uint32_t provider;        /* LW_NO_ID: none */
	enum lw_bind_state state;
	uint8_t refs; /* of ELF: bits of enum lw_ref; only LW_REF_CALL: bound at the first call, unless BIND_NOW is set
			 (of PE: only a delayed import) */
	bool weak;    /* the reference (or the object's own definition) is weak */
	bool defined; /* the object has a definition of its own */
	bool unique;  /* STB_GNU_UNIQUE on either side */
	bool weak_provider, stub;         /* of the definition; stub: the program's address of another's function */
	uint8_t type;                     /* of ELF: STT_…, of the object's own symbol */
	uint64_t size, provider_size;     /* of ELF: st_size of both */
	uint32_t symbol, provider_symbol; /* of ELF: their numbers in .dynsym, where the null one is 0; 0: not told */
};

struct lw_bindings {
	const struct lw_binding *list; /* in the order of relocation: what others need comes first */
	uint32_t n;
	uint32_t n_unreadable;             /* objects whose symbols cannot be read */
	const struct lw_error *unreadable; /* the first of them; NULL: none */
};

/*
 * Binds all that the objects in the program's name space refer to, by the rules of the graph's loader: glibc
 * elf/dl-lookup.c, musl ldso/dynlink.c find_sym, dyld's two-level and flat name spaces, imports of Windows. A static
 * program gives none, and neither does a graph whose loader ended before it would bind. *out is owned by the session
 * (until lw_session_forget). Errors: NOMEM, LIMIT.
 */
LW_API LW_USE bool lw_bind_graph(struct lw_session *s, const struct lw_graph *g, const struct lw_bindings **out,
				 struct lw_error *err);

/* The names that an ELF file defines for others and that are worth comparing: global, not weak or unique, code or data,
 * none of those that linkers put into every file. In the order of the file; *out is owned by the session (until
 * lw_session_forget). What cannot be read has none. Errors: NOMEM. */
LW_API LW_USE bool lw_bind_exports(struct lw_session *s, const struct lw_file *file, const char *const **out,
				   uint32_t *n, struct lw_error *err);

/* Does the ELF file define this name for others, in any version? Errors: NOMEM. */
LW_API LW_USE bool lw_bind_defines(struct lw_session *s, const struct lw_file *file, const char *name, bool *yes,
				   struct lw_error *err);

/* A name that linkers and start files put into any file: "_init", "_end" … */
LW_API bool lw_bind_is_everywhere(const char *name);

/* How many of those names two files have in common, and each by itself. Errors: NOMEM. */
LW_API LW_USE bool lw_bind_overlap(struct lw_session *s, const struct lw_file *x, const struct lw_file *y,
				   uint32_t *n_common, uint32_t *n_x, uint32_t *n_y, struct lw_error *err);

#endif
