/* SPDX-License-Identifier: Apache-2.0 */
/* What differs from machine to machine in a glibc loader. One row each (machine.c). */
#ifndef LW_LOADER_MACHINE_H
#define LW_LOADER_MACHINE_H

#include "linkwright/image.h"

struct lw_machine {
	uint16_t number; /* e_machine */
	uint8_t bits;
	bool big_endian;
	const char *name;
	const char *interp;    /* the loader's usual path */
	const char *triplet;   /* Debian's multiarch directory */
	const char *slib;      /* where upstream glibc puts its libraries: "lib64" */
	uint32_t cache_id;     /* flags of its ld.so.cache entries */
	uint32_t cache_id_too; /* also accepted; 0: none */
	const char *platform;  /* AT_PLATFORM; NULL: none */
	const char *hwcaps;    /* glibc-hwcaps subdirectories of a full-featured CPU, best first */
	const char *legacy;    /* names of important hwcap bits before 2.37 on a baseline CPU */
	uint8_t legacy_since;  /* glibc 2.N that began to use them */
	const char *musl;      /* what musl calls the machine (LDSO_ARCH); NULL: nothing */
};

/* The row for an image; NULL if there is none. */
const struct lw_machine *lw_machine_of(const struct lw_image *img);
const struct lw_machine *lw_machine_of_name(const char *name);

#endif
