/* SPDX-License-Identifier: Apache-2.0 */
#include "loader/glibc_rules.h"

bool lw_gl_has(uint16_t minor, enum gl_rule rule) {
	static const struct {
		uint8_t first, last;
	} rows[] = {
#define X(name, first, last, source) {first, last},
		GL_RULES(X)
#undef X
	};
	return minor >= rows[rule].first && minor <= rows[rule].last;
}
