/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a program that no loader starts may still open while it runs: told by its symbols where it has them, else by
 * texts and by who calls what. docs/rules/LW401.md says how each is decided and what was measured.
 */
#ifndef LINKWRIGHT_STATIC_H
#define LINKWRIGHT_STATIC_H

#include "linkwright/session.h"

/* The C library inside; UNKNOWN: none, or one that leaves no sure mark. */
enum lw_inner_libc { LW_INNER_UNKNOWN, LW_INNER_GLIBC, LW_INNER_MUSL, LW_INNER_BIONIC, LW_INNER_DIETLIBC };

/* Does it happen? POSSIBLE: it depends on where and how it is run, or the file does not tell. */
enum lw_sure { LW_SURE_NONE, LW_SURE_POSSIBLE, LW_SURE_CERTAIN };

/* The ways on which a static program of glibc comes to load libraries. */
enum lw_way {
	LW_WAY_NSS,    /* the name service: modules that /etc/nsswitch.conf names */
	LW_WAY_ICONV,  /* iconv_open: modules for character sets, which need a libc of their own */
	LW_WAY_DLOPEN, /* dlopen, dlmopen */
	LW_WAY_LOCALE, /* setlocale, newlocale and fopen with ccs=: a locale's character set needs such a module */
	LW_N_WAYS
};

struct lw_static_way {
	enum lw_sure sure;
	bool seen;      /* POSSIBLE: something calls it; false: the file does not tell */
	const char *by; /* "getpwnam, called by main" where symbols tell; or NULL */
};

/* What Go leaves in each program (runtime/debug.BuildInfo). */
struct lw_go {
	const char *version;    /* "go1.22.3"; "" where it is told in the form before Go 1.18; NULL: no Go program */
	const char *cgo, *tags; /* the settings CGO_ENABLED and -tags; or NULL */
};

struct lw_static {
	enum lw_inner_libc libc;
	bool has_symbols; /* a .symtab with the C library's names */
	bool packed;      /* by UPX: what it holds cannot be read */
	struct lw_static_way ways[LW_N_WAYS];
	struct lw_go go;
	bool rust, origin;             /* origin: Rust that starts without a C library (Eyra, origin, c-scape) */
	bool dlopen_stub;              /* musl's dlopen, which always fails */
	bool resolver, locales, users; /* musl's are linked in */
};

/* Of an ELF file, also a dynamic one; *out lives until lw_session_forget. What cannot be read is POSSIBLE. Errors:
 * NOMEM, IO. */
LW_API LW_USE bool lw_static_of(struct lw_session *s, const struct lw_file *file, const struct lw_static **out,
				struct lw_error *err);

#endif
