/* SPDX-License-Identifier: Apache-2.0 */
#include "fuse/machine.h"

#include <stddef.h>

const struct lw_fuse_machine *lw_fuse_machine_of(uint16_t machine, uint8_t bits, bool big) {
	static const struct lw_fuse_machine *const machines[] = {&lw_fuse_x86_64, &lw_fuse_aarch64};
	for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++)
		if (machines[i]->machine == machine && bits == 64 && !big)
			return machines[i];
	return NULL;
}

enum lw_fuse_kind lw_fuse_kind_of(const struct lw_fuse_machine *m, uint32_t type, const struct lw_fuse_type **out) {
	if (type >= m->n_types)
		return LW_FUSE_R_UNKNOWN;
	*out = &m->types[type];
	return m->types[type].kind;
}
