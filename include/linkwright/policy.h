/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wheel policies and distributions as data: which versions of symbols, which libraries a program may count on. All of
 * it is static. Sources: the policies that auditwheel publishes (share/policies), and pep600_compliance's record of
 * what each release of a distribution offers.
 */
#ifndef LINKWRIGHT_POLICY_H
#define LINKWRIGHT_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "linkwright/error.h"

struct lw_policy {
	const char *name;  /* "manylinux_2_17" */
	const char *alias; /* "manylinux2014", or NULL */
	const char *kind;  /* "manylinux", "musllinux", "android" */
	const char *libc;  /* "glibc", "musl", "bionic" */
};

/* All of them; of each kind the oldest first. */
LW_API const struct lw_policy *lw_policies(uint32_t *n);
/* By name or alias; NULL: there is none. */
LW_API const struct lw_policy *lw_policy_find(const char *word);

/* What a policy has lists of; the key of each is in words. */
enum lw_policy_list {
	LW_POLICY_LIBRARIES, /* that need not be brought along; no key */
	LW_POLICY_VERSIONS,  /* that may be asked for; key: the machine */
	LW_POLICY_BANNED,    /* symbols that may not be asked for; key: the library that they would come from */
};

/* A walk over one list. Zero but for policy, list and key; key NULL: every one. */
struct lw_policy_walk {
	const struct lw_policy *policy;
	enum lw_policy_list list;
	const char *key;
	size_t row, at; /* its own */
};

/* A word that is no string: n bytes. key: of the list that it stands in. */
struct lw_policy_word {
	const char *key, *at;
	size_t n;
};

/* False: there is none left. */
LW_API bool lw_policy_next(struct lw_policy_walk *walk, struct lw_policy_word *out);
/* Is the word in the list? */
LW_API bool lw_policy_has(const struct lw_policy *p, enum lw_policy_list list, const char *key, const char *word);

/* The machines that policies know, as Python calls them: "x86_64", "i686" …; NULL behind the last. */
LW_API const char *lw_policy_machine(unsigned i);
LW_API bool lw_policy_has_machine(const struct lw_policy *p, const char *machine);

struct lw_distro {
	const char *machine;  /* "x86_64", "aarch64" */
	const char *id;       /* "debian" */
	const char *release;  /* "11" */
	const char *name;     /* "Debian 11" */
	uint16_t glibc_minor; /* 31 for 2.31 */
	bool moves;           /* a release without an end, as Debian unstable: as it was when the table was made */
	const char *offers;   /* the newest version of each family, and every one without a number */
};

/* Those of one machine, of each distribution the oldest first. n is 0 for a machine that no table is there for. */
LW_API const struct lw_distro *lw_distros(const char *machine, uint32_t *n);
/* "debian:11", "Debian 11", "debian11", "bullseye", "rhel8", "al2023" …; NULL: there is none. */
LW_API const struct lw_distro *lw_distro_find(const char *word, const char *machine);
/* Is there a library there that offers this version? */
LW_API bool lw_distro_offers(const struct lw_distro *d, const char *version);

#endif
