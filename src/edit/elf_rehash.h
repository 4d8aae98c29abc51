/* SPDX-License-Identifier: Apache-2.0 */
/* Hash tables and relocations after symbols have got other names. */
#ifndef LW_EDIT_ELF_REHASH_H
#define LW_EDIT_ELF_REHASH_H

#include "edit/elf_work.h"

/* Both hash tables anew, in as much room as they had; w->order where the GNU table wants the symbols in another order
 * (they are sorted by bucket). Errors: UNSUPPORTED (the order cannot change), MALFORMED, NOMEM. */
bool lw_elf_rehash(struct lw_elf_work *w, struct lw_error *err) LW_USE;
/* Relocations name symbols by their place: each gets the new one. Errors: UNSUPPORTED, NOMEM. */
bool lw_elf_resym(struct lw_elf_work *w, struct lw_error *err) LW_USE;

#endif
