/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes on the heap that grow; zero is empty, and at is the owner's to free. */
#ifndef LW_BASE_HEAP_H
#define LW_BASE_HEAP_H

#include <stddef.h>

#include "linkwright/error.h"

struct lw_bytes {
	char *at;
	size_t n, cap;
};

/* Errors: NOMEM. */
bool lw_bytes_add(struct lw_bytes *b, const void *bytes, size_t n, struct lw_error *err) LW_USE;
/* The same for who takes a function to write with; ctx is a struct lw_bytes. false: no memory. */
bool lw_bytes_keep(void *ctx, const char *bytes, size_t n);

#endif
